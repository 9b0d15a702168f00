"""What every engine promises, and the terms of a row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search import language
from search.match import HEAD
from search.models import SearchEntry
from search.query import Query
from search.question import Key, title_terms
from search.terms import Also

FIELDS = tuple(language.WEIGHTS)
TITLE_COUNTS = 3  # a word of the title weighs as one said three times


@dataclass(frozen=True)
class Hit:
    """One thing found: its entry (in the reader's language where there is one) and why."""

    entry: SearchEntry
    score: float
    matched_language: str


@dataclass(frozen=True)
class Results:
    """`keys` are what a found word shares with the question; `names` its other names that were
    asked too; `suggestion` the question as it was probably meant."""

    hits: list[Hit]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    suggestion: str = ""
    keys: frozenset[Key] = frozenset()
    names: tuple[Also, ...] = ()


class Engine(Protocol):
    def prepare(self) -> None:
        """Make the engine's own tables where they are missing."""

    def add(self, rows: Sequence[SearchEntry]) -> None: ...

    def remove(self, rows: Sequence[SearchEntry]) -> None:
        """Forget rows; they carry the text they were added with."""

    def reset(self) -> None: ...

    def settle(self) -> None:
        """After a rebuild: let the engine put itself in order."""

    def search(self, query: Query) -> Results: ...

    def begin(self, query: Query) -> list[Hit]:
        """Things whose title begins as `query.words` do: for suggestions while typing."""

    def similar(self, text: str, language: str, kinds: Sequence[str], limit: int) -> list[Hit]:
        """The nearest published things to a whole text, best first; none that only graze it."""


def row_terms(row: SearchEntry) -> dict[str, list[str]]:
    """The index terms of a row by field."""
    title = language.fields(row.title, row.language)
    text = language.fields(f"{row.summary}\n{row.body}", row.language)
    found = {name: title.get(name, []) * TITLE_COUNTS + text.get(name, []) for name in FIELDS}
    return {**found, HEAD: title_terms(row.title, row.language)}


def in_readers_language(found: list[tuple[int, float]], code: str) -> list[Hit]:
    """Hits from (entry id, score), each entry swapped for its sibling in language `code`."""
    rows = SearchEntry.objects.in_bulk([pk for pk, _score in found])
    groups = [row.group for row in rows.values()]
    siblings = {
        row.group: row for row in SearchEntry.objects.filter(group__in=groups, language=code)
    }
    return [
        Hit(siblings.get(rows[pk].group, rows[pk]), score, rows[pk].language)
        for pk, score in found
        if pk in rows
    ]
