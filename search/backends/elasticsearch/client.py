"""Elasticsearch beside the database: the same terms and matches, its own bm25, its own counting.

Terms are made by search.language and stand in `whitespace`-analysed fields, so any server will do:
no plugin, no analyser of ours. The database keeps the texts and the vocabulary that mends
questions; this index follows it through the changes written down there (elastic_sync.py).
"""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from elasticsearch import Elasticsearch
from elasticsearch.dsl import (
    Date,
    Document,
    Keyword,
    Long,
    MultiSearch,
    Search,
    Text,
    mapped_field,
)

from search.analysis.version import VERSION
from search.backends.base import Results, answered, in_readers_language
from search.backends.database import DatabaseEngine
from search.backends.elasticsearch import queries
from search.backends.elasticsearch.queries import Body, Wanted
from search.backends.elasticsearch.response import Behind, Lying, Said, read, sizes_in
from search.backends.elasticsearch.validation import check
from search.models import Change, SearchEntry
from search.query.clauses import Clause
from search.query.parser import ParsedQuery, parse_query
from search.query.ranking import (
    LANGUAGES_PER_THING,
    SPELLING_RANKS_BELOW,
    min_matches,
    ranks_by_spelling,
    title_clause,
)
from search.query.request import Query

ALIAS = "qabyldau"
DEEPEST = 10_000 // LANGUAGES_PER_THING  # things that the server pages through
PATIENCE = 1.0  # seconds one question may take
WAITERS = 32  # questions that may wait for an answer at once
POSITION = "position"  # the document that remembers how far the changes were followed


class EntryDocument(Document):
    """One entry's terms and facets; its id is the entry's."""

    stem: str = mapped_field(Text(analyzer="whitespace"))
    fold: str = mapped_field(Text(analyzer="whitespace"))
    gram: str = mapped_field(Text(analyzer="whitespace"))
    head: str = mapped_field(Text(analyzer="whitespace", norms=False))
    entry: int = mapped_field(Long())
    # Its number, behind all that are in the language: the order of what is equal.
    first_kk: int = mapped_field(Long())
    first_ru: int = mapped_field(Long())
    first_en: int = mapped_field(Long())
    group: str = mapped_field(Keyword())
    several: str = mapped_field(Keyword())  # "yes" for a thing with entries in several languages
    language: str = mapped_field(Keyword())
    kind: str = mapped_field(Keyword())
    topic: str = mapped_field(Keyword())
    office: str = mapped_field(Keyword())
    competent_body: str = mapped_field(Keyword())
    outcome: str = mapped_field(Keyword())
    year: str = mapped_field(Keyword())
    published_on: str = mapped_field(Date())
    stamp: str = mapped_field(Keyword(index=False))  # of the row it was made from
    seal: str = mapped_field(Keyword(index=False))  # of all that it says
    # Of the one document that is no entry: the last change that was followed.
    position: int = mapped_field(Long())
    token: str = mapped_field(Keyword())
    shape: str = mapped_field(Keyword())


_MAPPING = json.dumps(EntryDocument._doc_type.mapping.to_dict(), sort_keys=True)
# An index of other fields, or of terms by other rules, is built anew: it would count what it does
# not know as nothing.
SHAPE = hashlib.sha256(f"{_MAPPING} {VERSION}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Turn:
    """One question on its way: how new its answer has to be, and when somebody has waited enough.

    However often the server is asked for it, nobody waits any longer.
    """

    query: Query
    token: str  # of the latest change when it was asked
    until: float


class ElasticSearcher:
    """Asks the server. Raises what the client raises, Lying or Behind; fallback.py catches."""

    def __init__(self, client: Elasticsearch, database: DatabaseEngine, index: str = ALIAS):
        self.client, self.database, self.index = client, database, index
        self.patience = PATIENCE
        self.clock = time.monotonic
        self._waiters = ThreadPoolExecutor(WAITERS, thread_name_prefix="elasticsearch")

    def search(self, query: Query) -> Results:
        turn = Turn(query, Change.last()[1], self.deadline())
        try:
            return self._answered(turn)
        except Lying as error:
            # Unless something was published or withdrawn at this very moment.
            raise error if turn.token == Change.last()[1] else Behind from error

    def deadline(self) -> float:
        """Until when somebody who asks now is kept waiting."""
        return self.clock() + self.patience

    def _answered(self, turn: Turn) -> Results:
        query = turn.query
        if not query.words:
            return self._shown(query, self._ask(turn, queries.ANY_ENTRY), None)
        parsed = parse_query(query.words, self.database.vocabulary)
        if not parsed.relaxations:
            return Results([], 0)
        wanted = min_matches(query)
        sizes = self._sizes(turn, parsed.relaxations)
        step = next((n for n, size in enumerate(sizes) if size >= wanted), len(sizes) - 1)
        title = title_clause(parsed, parsed.relaxations[step], query)
        asked = queries.asked(parsed, parsed.relaxations[step], title)
        if sizes[step] < wanted or parsed.unknown_words:
            asked = queries.with_alike(asked, self.database.spelt_alike(parsed, wanted))
        if ranks_by_spelling(parsed, sizes[step]):
            asked = queries.with_looks(parsed, asked)
        return self._shown(query, self._ask(turn, asked), parsed)

    def _sizes(self, turn: Turn, steps: Sequence[Clause]) -> list[int]:
        """How many entries each step finds, counted no further than any of our limits."""
        answers = self._answers(turn, [queries.size(step, SPELLING_RANKS_BELOW) for step in steps])
        return sizes_in(answers, len(steps))

    def _ask(self, turn: Turn, wanted: Wanted) -> Said:
        # In the same breath: how new is what it says? An answer older than the database is none.
        where = queries.of_document(POSITION, "token", "shape")
        hits = queries.hits(wanted, turn.query)
        counts = queries.counts(wanted, turn.query)
        return read(self._answers(turn, [where, hits, counts]), turn.query, turn.token, SHAPE)

    def _answers(self, turn: Turn, searches: Sequence[Search]) -> Body:
        # A question and all its pages are asked of one copy: another scores a little otherwise.
        copy = f"question-{crc32(turn.query.words.encode('utf-8', 'surrogatepass'))}"
        asked = MultiSearch()
        for each in searches:
            asked = asked.add(each.index(self.index).params(preference=copy))
        return self.in_time(turn.until, self.client.msearch, searches=asked.to_dict()).body

    def in_time(self, until: float, ask: Callable[..., Any], **what: Any) -> Any:
        """What the client says; TimeoutError if that takes longer than `until`."""
        # The client's own patience begins anew with every byte that drips in.
        answer = self._waiters.submit(ask, **what).result(max(until - self.clock(), 0))
        if self.clock() > until:
            raise TimeoutError
        return answer

    def _shown(self, query: Query, said: Said, parsed: ParsedQuery | None) -> Results:
        rows = SearchEntry.objects.in_bulk([pk for pk, _score in said.found])
        check(said, rows, query)
        hits = in_readers_language(said.found, rows, query.language)
        return answered(query, hits, said.total, said.facets, parsed)
