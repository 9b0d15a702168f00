"""What every engine promises, and what they share: the terms of a row and of a question."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search import language
from search.models import SearchEntry
from search.query import FACETS, Query

FIELDS = tuple(language.WEIGHTS)
TITLE_COUNTS = 3  # a word of the title weighs as one said three times
STRICT = FIELDS[:-1]  # the trigrams only help when words find little
FEW = 10


@dataclass(frozen=True)
class Hit:
    """One thing found: its entry (in the reader's language where there is one) and why."""

    entry: SearchEntry
    score: float
    matched_language: str


@dataclass(frozen=True)
class Results:
    hits: list[Hit]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    suggestion: str = ""


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


def row_terms(row: SearchEntry) -> dict[str, list[str]]:
    """The index terms of a row by field."""
    title = language.fields(row.title, row.language)
    text = language.fields(f"{row.summary}\n{row.body}", row.language)
    return {name: title.get(name, []) * TITLE_COUNTS + text.get(name, []) for name in FIELDS}


def question_terms(words: str) -> dict[str, list[str]]:
    """The terms of a question, read in every language it may be written in."""
    found: dict[str, list[str]] = {name: [] for name in FIELDS}
    for code in _spoken(words):
        for name, terms in language.fields(words, code).items():
            found[name] += [term for term in terms if term not in found[name]]
    return found


def _spoken(words: str) -> tuple[str, ...]:
    cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in words)
    latin = any("a" <= letter <= "z" for letter in words.lower())
    return (("kk", "ru") if cyrillic or not latin else ()) + (("kk", "en") if latin else ())


def facet_counts(
    cube: list[tuple[tuple[str, ...], int]], filters: dict[str, str]
) -> tuple[int, dict[str, dict[str, int]]]:
    """The total under `filters`, and for each facet its counts under the other filters."""
    total = 0
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for values, n in cube:
        row = dict(zip(FACETS, values, strict=True))
        missed = [name for name, value in filters.items() if row[name] != value]
        if not missed:
            total += n
        for name in FACETS:
            if row[name] and (not missed or missed == [name]):
                counts[name][row[name]] += n
    return total, {name: dict(found.most_common()) for name, found in counts.items()}


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


def where(query: Query, *, with_facets: bool) -> tuple[str, list]:
    """The filters of a question as SQL over the flat table `e`, with its values."""
    parts: list[str] = []
    values: list = []
    if with_facets:
        for name, value in query.filters.items():
            parts.append(f"e.{name} = %s")
            values.append(value)
    if query.since:
        parts.append("e.published_on >= %s")
        values.append(query.since)
    if query.until:
        parts.append("e.published_on <= %s")
        values.append(query.until)
    return ("WHERE " + " AND ".join(parts)) if parts else "", values
