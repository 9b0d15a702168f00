"""The interface of a search backend, and what all of them share."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, TypeVar

from search.analysis.index_terms import Terms, entry_terms
from search.entry import Entry
from search.models import SearchEntry
from search.query.did_you_mean import suggest_spelling
from search.query.parser import Key, ParsedQuery
from search.query.request import Query
from search.query.synonyms import Synonym

Item = TypeVar("Item")


@dataclass(frozen=True)
class Hit:
    """One group found: its entry, in the reader's language if there is one, and what matched."""

    entry: SearchEntry
    score: float
    matched: SearchEntry


@dataclass(frozen=True)
class Results:
    """One page of hits with the counts of all matches.

    `match_keys` are what a word of a hit shares with the query; `synonyms` were searched too;
    `suggestion` is the query with its spelling corrected; nothing holds the `unknown_words`.
    """

    hits: list[Hit]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    suggestion: str = ""
    match_keys: frozenset[Key] = frozenset()
    synonyms: tuple[Synonym, ...] = ()
    unknown_words: tuple[str, ...] = ()


class Backend(Protocol):
    """What the views, the feeds and the commands ask of whatever answers."""

    def search(self, query: Query, prefer_database: bool = False) -> Results:
        """Return the page of results; from the database for whoever has waited already."""

    def suggest(self, query: Query) -> list[Hit]:
        """Return groups whose title holds the words typed so far, the last perhaps half typed."""

    def similar(self, text: str, language: str, kinds: Sequence[str], limit: int) -> list[Hit]:
        """Return the published groups most like a whole text, best first."""

    def vocabulary(self, field: str, terms: Collection[str]) -> dict[str, int]:
        """Return the terms of a field that the index knows, with the number of their entries."""

    def problem(self) -> str:
        """Return why the database answers in Elasticsearch's place; empty when it does not."""

    def follow_changes(self) -> None:
        """Let a copy outside the database follow what was committed; waits for nothing."""


def row_terms(row: SearchEntry | Entry) -> Terms:
    """Return the index terms of an entry by field."""
    return entry_terms(row.title, f"{row.summary}\n{row.body}", row.language)


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items in lists of `size`, the last one perhaps shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def make_results(
    query: Query,
    hits: list[Hit],
    total: int,
    facets: dict[str, dict[str, int]],
    parsed: ParsedQuery | None,
) -> Results:
    """Return the results with what the parsed query, if there were words, tells of them."""
    if parsed is None:
        return Results(hits, total, facets)
    suggestion = suggest_spelling(query.words, parsed, [hit.matched for hit in hits])
    return Results(
        hits,
        total,
        facets,
        suggestion,
        parsed.match_keys,
        parsed.synonyms,
        () if suggestion else parsed.unknown_words,
    )


def make_hits(
    scored: Iterable[tuple[int, float]], rows: Mapping[int, SearchEntry], language: str
) -> list[Hit]:
    """Return hits from (entry id, score), each entry swapped for its sibling in `language`."""
    foreign = [row.group for row in rows.values() if row.language != language]
    siblings: dict[str, SearchEntry] = {}
    if foreign:
        known = SearchEntry.objects.filter(group__in=foreign, language=language)
        siblings = {row.group: row for row in known}
    return [
        Hit(siblings.get(rows[pk].group, rows[pk]), score, rows[pk])
        for pk, score in scored
        if pk in rows
    ]


def ordered(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the counts, the highest first and equal ones by value."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
