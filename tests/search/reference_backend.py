"""The meaning of a query without any database's own search: what the backends must agree with."""

from collections import Counter

from search.analysis.index_terms import merge_title
from search.backends.base import row_terms
from search.backends.database import DatabaseBackend
from search.models import SearchEntry
from search.query.clauses import Clause, TermClause


class ReferenceBackend(DatabaseBackend):
    """Goes through every entry's terms, one by one."""

    def __init__(self) -> None:
        super().__init__()
        rows = SearchEntry.objects.all()
        self.terms = {
            row.pk: {field: set(terms) for field, terms in merge_title(row_terms(row)).items()}
            for row in rows
        }

    def create_tables(self) -> bool:
        return False

    def acquire_writer_lock(self) -> None: ...

    def add(self, rows) -> None: ...

    def remove(self, ids) -> None: ...

    def indexed_ids(self) -> set[int]:
        return set(self.terms)

    def clear(self) -> None: ...

    def analyze(self) -> None: ...

    def matching_each(self, clauses) -> list[list[int]]:
        return [[pk for pk, own in self.terms.items() if meets(own, match)] for match in clauses]

    def scores(self, match: Clause, ids) -> dict[int, float]:
        return {pk: 1.0 for pk in self.matching_each([match])[0] if pk in set(ids)}

    def frequencies(self, keys) -> dict[tuple[str, str], int]:
        entries = self.terms.values()
        return Counter((name, term) for own in entries for name, term in keys if term in own[name])


def meets(terms: dict[str, set[str]], match: Clause) -> bool:
    if not isinstance(match, TermClause):
        return (all if match.require_all else any)(meets(terms, part) for part in match.clauses)
    if match.is_prefix:
        return any(term.startswith(match.term) for term in terms[match.field])
    return match.term in terms[match.field]
