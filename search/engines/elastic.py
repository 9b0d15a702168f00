"""Elasticsearch beside the database: the same terms and matches, its own bm25, its own counting.

Terms are made by search.language and stand in `whitespace`-analysed fields, so any server will do:
no plugin, no analyser of ours. The database keeps the texts and the vocabulary that mends
questions; this index follows it through the changes written down there (elastic_sync.py).
"""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Date, Document, Keyword, Long, Text, mapped_field

from search import language
from search.match import Leaf, Match, anyone
from search.models import Change
from search.query import FACETS, Query
from search.question import Question, ask

from .base import Results, answered, in_readers_language
from .columns import ordered
from .database import ALSO, FEW, OWN, SOME, DatabaseEngine

ALIAS = "qabyldau"
DEEPEST = 10_000  # hits that the server pages through
MOST_VALUES = 1_000  # of one facet
EVERY = "every"  # how the counts under all filters are called
EXACT = 40_000  # things in several languages that are counted without error
PATIENCE = 1.0  # seconds one answer may take
WAITERS = 32  # questions that may wait for an answer at once
POSITION = "position"  # the document that remembers how far the changes were followed
LARGEST = 2**63  # what a database takes for an id
Body = dict[str, Any]


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


class Lying(Exception):
    """The server answered with what cannot be, or with what the database does not hold."""


class Behind(Exception):
    """The server is well but has not followed the latest change yet, or has no index at all."""


@dataclass(frozen=True)
class Said:
    """What the server said, read and believed as far as it can be checked."""

    found: list[tuple[int, float]]  # entry, score
    total: int
    facets: dict[str, dict[str, int]]


class ElasticSearcher:
    """Asks the server. Raises what the client raises, Lying or Behind; fallback.py catches."""

    def __init__(self, client: Elasticsearch, database: DatabaseEngine, index: str = ALIAS):
        self.client, self.database, self.index = client, database, index
        self.patience = PATIENCE
        self._waiters = ThreadPoolExecutor(WAITERS, thread_name_prefix="elasticsearch")

    def search(self, query: Query) -> Results:
        if not query.words:
            return self._shown(query, self._ask(query, {"exists": {"field": "kind"}}), None)
        question = ask(query.words, self.database.vocabulary)
        wanted = anyone((question.any, question.also))
        if wanted is None:
            return Results([], 0)
        answer = self._ask(query, _asked(question))
        if answer.total < SOME or question.mended or question.strange:
            few = answer.total < FEW or question.strange
            also = self.database.spelt_alike(question) if few else []
            answer = self._ask(query, _with_looks(_asked(question), question, also))
        return self._shown(query, answer, question)

    def _ask(self, query: Query, asked: Body) -> Said:
        body = {
            "query": _framed(asked, query),
            "post_filter": {"bool": {"filter": _filters(query.filters)}},
            "collapse": {"field": "group"},
            "sort": _order(query),
            "from": min(query.offset, DEEPEST - query.size),
            "size": query.size,
            "_source": False,
            "docvalue_fields": ["entry"],
            "track_scores": True,
            "track_total_hits": False,
            "aggs": _counts(query),
        }
        # In the same breath: how new is what it says? An answer older than the database is none.
        last = Change.objects.order_by("-pk").values_list("token", flat=True).first() or ""
        index = {"index": self.index}
        where = {"query": {"ids": {"values": [POSITION]}}, "_source": ["token", "shape"]}
        # The client's own patience begins anew with every byte that drips in.
        said = self._waiters.submit(self.client.msearch, searches=[index, where, index, body])
        answers = said.result(self.patience).body
        try:
            position, answer = answers["responses"]
            # No such index: none was built yet, or it was swapped for a new one at this moment.
            if 404 in {position.get("status"), answer.get("status")} or _token(position) != last:
                raise Behind
            return _read(answer, query)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise Lying from error

    def _shown(self, query: Query, answer: Said, question: Question | None) -> Results:
        hits = in_readers_language(answer.found, query.language)
        if len(hits) != len(answer.found):
            raise Lying
        return answered(query, hits, answer.total, answer.facets, question)


def _token(position: Body) -> str:
    """The token of the last change that the index followed, if it has the fields of today."""
    for hit in position["hits"]["hits"]:
        if hit["_source"].get("shape") == SHAPE:
            return hit["_source"]["token"]
    return "never"


def _read(answer: Body, query: Query) -> Said:
    if answer["timed_out"] or answer["_shards"]["failed"]:
        raise Lying
    found = [
        (hit["fields"]["entry"][0], float(hit["_score"] or 0.0)) for hit in answer["hits"]["hits"]
    ]
    counts = answer["aggregations"]
    said = Said(found, _total(counts), {name: _values(counts, name) for name in FACETS})
    within = query.offset < min(said.total, DEEPEST - query.size)
    known = all(isinstance(pk, int) and 0 < pk < LARGEST for pk, _score in found)
    if not known or len(found) > query.size or bool(found) < within:
        raise Lying
    return said


def said(match: Match) -> Body:
    """The tree as a query of exact terms: nothing typed is read by a parser."""
    if isinstance(match, Leaf):
        if match.beginning:
            return {"prefix": {match.field: {"value": match.term}}}
        boost = float(language.WEIGHTS.get(match.field, 1.0))
        return {"term": {match.field: {"value": match.term, "boost": boost}}}
    parts = [said(part) for part in match.parts]
    if match.every:
        return {"bool": {"must": parts}}
    return {"bool": {"should": parts, "minimum_should_match": 1}}


def _asked(question: Question) -> Body:
    parts = [said(question.any)] if question.any else []
    if question.also:
        parts.append({"bool": {"must": [said(question.also)], "boost": ALSO}})
    return {"bool": {"should": parts, "minimum_should_match": 1}}


def _with_looks(asked: Body, question: Question, also: list[int]) -> Body:
    """The same things and those spelt alike, with the spelling's say in their order."""
    looks = anyone(question.looks)
    alike: Body = {"constant_score": {"filter": {"terms": {"entry": also}}, "boost": OWN}}
    wanted: Body = {"bool": {"should": [asked, alike], "minimum_should_match": 1}}
    return {"bool": {"must": [wanted], "should": [said(looks)] if looks else []}}


def _framed(asked: Body, query: Query) -> Body:
    own: Body = {"constant_score": {"filter": {"term": {"language": query.language}}, "boost": OWN}}
    period = {}
    if query.since:
        period["gte"] = query.since.isoformat()
    if query.until:
        period["lte"] = query.until.isoformat()
    within = [{"range": {"published_on": period}}] if period else []
    return {"bool": {"must": [asked], "should": [own], "filter": within}}


def _filters(chosen: dict[str, str]) -> list[Body]:
    return [{"term": {name: value}} for name, value in chosen.items()]


def _order(query: Query) -> list[Any]:
    newest = {"published_on": {"order": "desc", "missing": "_last"}}
    if query.sort == "date" or not query.words:
        return [newest, {"entry": "asc"}]
    return ["_score", {"entry": "asc"}]


def _counts(query: Query) -> Body:
    """Each facet under the other filters. The facets that are not filtered by share theirs, since
    every step here is taken once for each of maybe half a million matches."""
    chosen = query.filters
    found = {EVERY: _counted(chosen, [name for name in FACETS if name not in chosen])}
    for name in chosen:
        others = {facet: value for facet, value in chosen.items() if facet != name}
        found[name] = _counted(others, [name])
    return found


def _counted(filters: dict[str, str], names: list[str]) -> Body:
    """The values of some facets; things in several languages are counted once."""
    things: Body = {"cardinality": {"field": "group", "precision_threshold": EXACT}}
    values: Body = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in names}
    many = {name: {**terms, "aggs": {"things": things}} for name, terms in values.items()}
    several: Body = {"term": {"several": "yes"}}
    return {
        "filter": {"bool": {"filter": _filters(filters)}},
        "aggs": {
            "one": {"filter": {"bool": {"must_not": [several]}}, "aggs": values},
            "many": {"filter": several, "aggs": {**many, "things": things}},
        },
    }


def _total(counts: Body) -> int:
    left = counts[EVERY]
    return left["one"]["doc_count"] + left["many"]["things"]["value"]


def _values(counts: Body, name: str) -> dict[str, int]:
    left = counts[name if name in counts else EVERY]
    found: dict[str, int] = {}
    for bucket in left["one"][name]["buckets"]:
        found[bucket["key"]] = bucket["doc_count"]
    for bucket in left["many"][name]["buckets"]:
        found[bucket["key"]] = found.get(bucket["key"], 0) + bucket["things"]["value"]
    return ordered(found)
