"""What Elasticsearch would answer, true or not, as new as the database."""

import json

from search.backends import get_engine
from search.backends.elasticsearch.client import SHAPE
from search.backends.elasticsearch.queries import EVERY
from search.backends.fallback import FallbackEngine
from search.models import Change, SearchEntry
from search.query.request import FACETS, Query
from tests.search.answering import Answer, Reply

TRUE = {"kind": {"answer": 1}, "year": {"2026": 1}}  # of the one thing that most tests tell


def said(*hits, total=1, counts=TRUE, **other) -> Reply:
    """A whole answer, as new as the database, with these hits, this total and these counts."""
    values = {
        name: {"buckets": [{"key": k, "doc_count": n} for k, n in counts.get(name, {}).items()]}
        for name in FACETS
    }
    none = {name: {"buckets": []} for name in FACETS}
    several = {"doc_count": 0, "things": {"value": 0}, **none}
    whole = {"timed_out": False, "_shards": {"failed": 0}, **other}
    found = {**whole, "hits": {"hits": list(hits)}}
    counted = {
        **whole,
        "hits": {"hits": []},
        "aggregations": {EVERY: {"doc_count": total, **values, "several": several}},
    }
    token = Change.objects.order_by("-pk").first().token
    position = {"hits": {"hits": [{"_source": {"token": token, "shape": SHAPE}}]}}
    return Reply(json.dumps({"responses": [position, found, counted]}).encode())


def after_sizes(reply: Reply) -> Answer:
    """Says that its one step finds one entry, and then `reply`."""
    size = Reply(json.dumps({"responses": [{"hits": {"total": {"value": 1}}}]}).encode())
    return lambda asked: reply if b"docvalue_fields" in asked[2] else size


def a_hit(entry: object, group: str = "test:road", score: float = 1.0) -> dict:
    return {"_score": score, "fields": {"entry": [entry], "group": [group]}}


def road() -> dict:
    """The true hit."""
    return a_hit(SearchEntry.objects.filter(language="kk").first().pk)


def asked_of(url: str) -> FallbackEngine:
    """An engine that was told a thing and asked for it twice; it must be found."""
    engine = FallbackEngine(url, get_engine())
    engine.follower.nudge = lambda: None
    for _time in range(2):
        found = engine.search(Query("жолдар", "kk"))
        assert [hit.entry.group for hit in found.hits] == ["test:road"]
        assert found.total == 1
        assert found.facets["kind"] == {"answer": 1}
    return engine
