"""Elasticsearch beside the database: the same terms and matches, its own bm25, its own counting.

Terms are made by search.language and stand in `whitespace`-analysed fields, so any server will do:
no plugin, no analyser of ours. The database keeps the texts and the vocabulary that mends
questions; this index follows it through the changes written down there (elastic_sync.py).
"""

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Date, Document, Keyword, Long, Text, mapped_field

from search.match import Match
from search.models import Change
from search.query import Query
from search.question import Question, ask, enough

from . import elastic_body
from .base import Results, answered, in_readers_language
from .database import LANGUAGES, SOME, DatabaseEngine
from .elastic_body import Body
from .elastic_said import Behind, Lying, Said, read, sizes_in

ALIAS = "qabyldau"
DEEPEST = 10_000 // LANGUAGES  # things that the server pages through
PATIENCE = 1.0  # seconds one answer may take
WAITERS = 32  # questions that may wait for an answer at once
POSITION = "position"  # the document that remembers how far the changes were followed


class EntryDocument(Document):
    """One entry's terms and facets; its id is the entry's."""

    stem: str = mapped_field(Text(analyzer="whitespace"))
    fold: str = mapped_field(Text(analyzer="whitespace"))
    gram: str = mapped_field(Text(analyzer="whitespace"))
    head: str = mapped_field(Text(analyzer="whitespace", norms=False))
    entry: int = mapped_field(Long())
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
    # Of the one document that is no entry: the last change that was followed.
    position: int = mapped_field(Long())
    token: str = mapped_field(Keyword())
    shape: str = mapped_field(Keyword())


_MAPPING = json.dumps(EntryDocument._doc_type.mapping.to_dict(), sort_keys=True)
# An index of other fields is built anew: it would count what it does not know as nothing.
SHAPE = hashlib.sha256(_MAPPING.encode()).hexdigest()[:16]


class ElasticSearcher:
    """Asks the server. Raises what the client raises, Lying or Behind; fallback.py catches."""

    def __init__(self, client: Elasticsearch, database: DatabaseEngine, index: str = ALIAS):
        self.client, self.database, self.index = client, database, index
        self.patience = PATIENCE
        self._waiters = ThreadPoolExecutor(WAITERS, thread_name_prefix="elasticsearch")

    def search(self, query: Query) -> Results:
        if not query.words:
            return self._shown(query, self._ask(query, elastic_body.ANY_ENTRY), None)
        question = ask(query.words, self.database.vocabulary)
        if not question.steps:
            return Results([], 0)
        wanted = enough(query)
        sizes = self._sizes(question.steps, wanted)
        step = next((n for n, size in enumerate(sizes) if size >= wanted), len(sizes) - 1)
        asked = elastic_body.asked(question, question.steps[step])
        few = sizes[step] < wanted or question.strange
        also = self.database.spelt_alike(question, wanted) if few else []
        said = self._ask(query, elastic_body.with_alike(asked, also))
        if said.total < SOME or question.mended or question.strange:
            said = self._ask(query, elastic_body.with_looks(question, asked, also))
        return self._shown(query, said, question)

    def _sizes(self, steps: Sequence[Match], wanted: int) -> list[int]:
        """How many entries each step finds, counted no further than `wanted`."""
        searches: list[Body] = []
        for step in steps:
            searches += [{"index": self.index}, elastic_body.size(step, wanted)]
        answers = self._waiters.submit(self.client.msearch, searches=searches)
        return sizes_in(answers.result(self.patience).body, len(steps))

    def _ask(self, query: Query, wanted: Body) -> Said:
        # In the same breath: how new is what it says? An answer older than the database is none.
        _position, token = Change.last()
        index: Body = {"index": self.index}
        where: Body = {"query": {"ids": {"values": [POSITION]}}, "_source": ["token", "shape"]}
        hits, counts = elastic_body.hits(wanted, query), elastic_body.counts(wanted, query)
        searches = [index, where, index, hits, index, counts]
        # The client's own patience begins anew with every byte that drips in.
        answers = self._waiters.submit(self.client.msearch, searches=searches)
        return read(answers.result(self.patience).body, query, token, SHAPE)

    def _shown(self, query: Query, said: Said, question: Question | None) -> Results:
        hits = in_readers_language(said.found, query.language)
        if len(hits) != len(said.found):
            # Unless one of them was withdrawn at this very moment.
            raise Lying if said.token == Change.last()[1] else Behind
        return answered(query, hits, said.total, said.facets, question)
