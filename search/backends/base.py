"""What every engine promises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search.analysis.index_terms import Terms
from search.backends.index import Indexes
from search.models import SearchEntry
from search.query.did_you_mean import suggest_spelling
from search.query.parser import Key, ParsedQuery
from search.query.request import Query
from search.query.synonyms import Synonym


@dataclass(frozen=True)
class Hit:
    """One thing found: its entry, in the reader's language where there is one, and the entry that
    matched."""

    entry: SearchEntry
    score: float
    matched: SearchEntry


@dataclass(frozen=True)
class Results:
    """A page of hits, the number of things found and the counts of facets.

    `match_keys` are what a word of a hit shares with the query; `synonyms` were searched too;
    `suggestion` is the query as it was probably meant.
    """

    hits: list[Hit]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    suggestion: str = ""
    match_keys: frozenset[Key] = frozenset()
    synonyms: tuple[Synonym, ...] = ()


class Engine(Protocol):
    indexes: Indexes  # what stands in the database, and is built there

    def prepare(self) -> None:
        """Make the engine's own tables where they are missing."""

    def queue(self) -> None:
        """Wait for whoever is writing the index, and be the only one until the transaction ends."""

    def add(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        """Make rows findable that are not so yet; `read` are their terms, row by row."""

    def remove(self, rows: Sequence[SearchEntry]) -> None:
        """Forget rows; they carry the text they were added with."""

    def reset(self) -> None:
        """Forget everything."""

    def settle(self) -> None:
        """After a rebuild: let the engine put itself in order."""

    def catch_up(self) -> None:
        """Follow the changes with what is kept outside the database, as far as that takes moments;
        never raises."""

    def trouble(self) -> str:
        """What keeps the engine from answering itself, in a few words; empty when it is well."""

    def search(self, query: Query, again: bool = False) -> Results:
        """What answers `query`. `again` for whoever has waited for an answer already: now the
        database's, at once."""

    def begin(self, query: Query) -> list[Hit]:
        """Things whose title begins as `query.words` do: for suggestions while typing."""

    def similar(self, text: str, language: str, kinds: Sequence[str], limit: int) -> list[Hit]:
        """The nearest published things to a whole text, best first; none that only graze it."""


def answered(
    query: Query,
    hits: list[Hit],
    total: int,
    facets: dict[str, dict[str, int]],
    parsed: ParsedQuery | None,
) -> Results:
    """The results with what the parsed query, if there are words, tells of them."""
    if parsed is None:
        return Results(hits, total, facets)
    suggestion = suggest_spelling(query.words, parsed, [hit.matched for hit in hits])
    return Results(hits, total, facets, suggestion, parsed.match_keys, parsed.synonyms)


def in_readers_language(
    found: list[tuple[int, float]], rows: Mapping[int, SearchEntry], code: str
) -> list[Hit]:
    """Hits from (entry id, score), each entry swapped for its sibling in language `code`."""
    foreign = [row.group for row in rows.values() if row.language != code]
    siblings: dict[str, SearchEntry] = {}
    if foreign:
        known = SearchEntry.objects.filter(group__in=foreign, language=code)
        siblings = {row.group: row for row in known}
    return [
        Hit(siblings.get(rows[pk].group, rows[pk]), score, rows[pk])
        for pk, score in found
        if pk in rows
    ]


def ordered(counts: Mapping[str, int]) -> dict[str, int]:
    """The most frequent first, the same order everywhere."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
