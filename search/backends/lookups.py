"""What one query asks of the index: each thing once, and what is known beforehand together."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from search.query.clauses import Clause, TermClause
from search.query.parser import Key


class Index(Protocol):
    """What answers several questions in one statement."""

    def frequencies(self, keys: Collection[Key]) -> dict[Key, int]:
        """Return the terms that the index knows, with the number of their entries."""

    def matching_each(self, clauses: Sequence[Clause]) -> list[list[int]]:
        """Return for each clause the ids of the entries that match it, in any order."""


class Lookups:
    """The answers to a query's questions; whoever gets a list leaves it as it is."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._entries: dict[Key, int] = {}
        self._matching: dict[Clause, list[int]] = {}

    def frequencies(self, keys: Collection[Key]) -> dict[Key, int]:
        """Return the terms that the index knows, with the number of their entries."""
        if missing := set(keys) - self._entries.keys():
            found = self._index.frequencies(missing)
            self._entries.update({key: found.get(key, 0) for key in missing})
        return {key: number for key in keys if (number := self._entries[key])}

    def fetch(self, clauses: Iterable[TermClause]) -> None:
        """Ask in one statement for the terms that are needed later."""
        self.frequencies([_key(clause) for clause in clauses])

    def entries(self, clauses: Iterable[TermClause]) -> dict[TermClause, int]:
        """Return the terms that the index knows, with the number of their entries."""
        asked = list(clauses)
        known = self.frequencies([_key(clause) for clause in asked])
        return {clause: known[_key(clause)] for clause in asked if _key(clause) in known}

    def vocabulary(self, field: str, terms: Collection[str]) -> dict[str, int]:
        """Return the same for terms of one field."""
        known = self.frequencies([(field, term) for term in terms])
        return {term: number for (_field, term), number in known.items()}

    def matching(self, *clauses: Clause) -> list[list[int]]:
        """Return for each clause the ids of the entries that match it, in any order."""
        if missing := [one for one in dict.fromkeys(clauses) if one not in self._matching]:
            found = self._index.matching_each(missing)
            self._matching.update(zip(missing, found, strict=True))
        return [self._matching[clause] for clause in clauses]


def _key(clause: TermClause) -> Key:
    return clause.field, clause.term
