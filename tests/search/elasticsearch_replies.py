"""Replies of Elasticsearch, well-formed or not, as new as the database."""

import json

from search.backends import get_backend
from search.backends.elasticsearch.client import ElasticsearchBackend
from search.backends.elasticsearch.queries import UNFILTERED
from search.backends.elasticsearch.sync import SHAPE
from search.models import Change, SearchEntry
from search.query.request import FACETS, Query
from tests.search.scripted_server import Handler, Reply

COUNTS = {"kind": {"answer": 1}, "year": {"2026": 1}}  # of the one group that most tests index


def page_reply(*hits, total=1, counts=COUNTS, token=None, **other) -> Reply:
    """Return a whole page with these hits, this total and these counts."""
    values = {
        name: {"buckets": [{"key": k, "doc_count": n} for k, n in counts.get(name, {}).items()]}
        for name in FACETS
    }
    none = {name: {"buckets": []} for name in FACETS}
    several = {"doc_count": 0, "groups": {"value": 0}, **none}
    complete = {"timed_out": False, "_shards": {"failed": 0}, **other}
    found = {**complete, "hits": {"hits": list(hits)}}
    counted = {
        **complete,
        "hits": {"hits": []},
        "aggregations": {UNFILTERED: {"doc_count": total, **values, "several": several}},
    }
    source = {"token": token or Change.last()[1], "shape": SHAPE}
    position = {"hits": {"hits": [{"_source": source}]}}
    return Reply(json.dumps({"responses": [position, found, counted]}).encode())


def after_sizes(reply: Reply) -> Handler:
    """Reply to the sizes that the query's one step finds one entry, and then with `reply`."""
    size = Reply(json.dumps({"responses": [{"hits": {"total": {"value": 1}}}]}).encode())
    return lambda request: reply if b"docvalue_fields" in request[2] else size


def hit(entry: object, group: str = "test:road", score: float = 1.0) -> dict:
    """Return a hit as the server writes it."""
    return {"_score": score, "fields": {"entry": [entry], "group": [group]}}


def road_hit() -> dict:
    """Return the right hit."""
    return hit(SearchEntry.objects.filter(language="kk").first().pk)


def assert_found_twice(url: str) -> ElasticsearchBackend:
    """Check that the indexed group is found twice in a row; return the backend that was asked."""
    backend = ElasticsearchBackend(url, get_backend())
    backend.background.start = lambda: None
    for _time in range(2):
        found = backend.search(Query("жолдар", "kk"))
        assert [hit.entry.group for hit in found.hits] == ["test:road"]
        assert found.total == 1
        assert found.facets["kind"] == {"answer": 1}
    return backend
