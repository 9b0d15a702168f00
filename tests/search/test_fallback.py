"""Without its server the search goes on: from the database, and nobody waits."""

import json

import pytest

from search.engines import get_engine
from search.engines.breaker import Breaker
from search.engines.elastic import DEEPEST, SHAPE
from search.engines.elastic_body import EVERY
from search.engines.fallback import FallbackEngine
from search.models import Change, SearchEntry
from search.query import FACETS, Query
from tests.search.answering import Answer, Answering, Reply, answering
from tests.search.build import a_thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    with answering() as server:
        yield server


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


def test_a_dead_server_never_shows():
    a_thing("road", title="Жол жөндеу")
    engine = asked_of("http://127.0.0.1:9")
    assert engine.breaker.reason == "ConnectionError"
    engine.catch_up()


def test_a_slow_server_never_shows(server: Answering):
    a_thing("road", title="Жол жөндеу")
    server.answer = server.silence
    engine = asked_of(server.url)
    assert not server.over.is_set(), "it has not answered to this moment"
    assert engine.breaker.resting, "and it is not asked again at once"


def test_a_server_that_drips_never_shows(server: Answering):
    a_thing("road", title="Жол жөндеу")
    server.answer = lambda asked: Reply(b"{" + b" " * 1000 + b"}", drips=True)
    assert asked_of(server.url).breaker.reason == "TimeoutError"
    assert not server.over.is_set()


def said(*hits, total=1, **other) -> Reply:
    """A whole answer, as new as the database, with these hits and this total."""
    values = {name: {"buckets": []} for name in FACETS}
    several = {"doc_count": 0, "things": {"value": 0}, **values}
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


def a_hit(entry: object) -> dict:
    return {"_score": 1.0, "fields": {"entry": [entry], "group": ["test:road"], "language": ["kk"]}}


LIES = {
    "a page": lambda: Reply(b"<html>Welcome to nginx</html>", kind="text/html"),
    "half a sentence": lambda: Reply(b'{"responses": [{"hi'),
    "nothing": lambda: Reply(b"{}"),
    "no object": lambda: Reply(b"[]"),
    "a word": lambda: Reply(b'"yes"'),
    "null": lambda: Reply(b"null"),
    "no answers": lambda: Reply(b'{"responses": []}'),
    "answers of another kind": lambda: Reply(b'{"responses": [7, null, []]}'),
    "errors inside": lambda: Reply(b'{"responses": [{"status": 500}, {"error": "x"}, {}]}'),
    "what was deleted": lambda: said(a_hit(999_999)),
    "no number": lambda: said(a_hit("x")),
    "no such number": lambda: said(a_hit(10**30)),
    "hits without an entry": lambda: said({"_score": 1.0}),
    "an empty page of many": lambda: said(total=3),
    "a part": lambda: said(total=0, _shards={"failed": 1}),
    "in haste": lambda: said(total=0, timed_out=True),
    "a failure": lambda: Reply(b'{"error": "boom", "status": 500}', 500),
    "an upset proxy": lambda: Reply(b"Bad gateway", 502, "text/plain"),
}


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("when", [lambda reply: lambda asked: reply, after_sizes])
def test_a_lying_server_is_not_believed(lie, when, server: Answering):
    a_thing("road", title="Жол жөндеу")
    server.answer = when(LIES[lie]())
    engine = asked_of(server.url)
    assert engine.breaker.resting, "and it is not asked again at once"
    engine.catch_up()
    engine.breaker.close()
    engine.catch_up()
    engine.trouble()


def test_an_honest_server_is_believed(server: Answering):
    a_thing("road", title="Жол жөндеу")
    server.answer = after_sizes(said(a_hit(SearchEntry.objects.get().pk)))
    engine = FallbackEngine(server.url, get_engine())
    found = engine.search(Query("жолдар", "kk"))
    assert [hit.entry.group for hit in found.hits] == ["test:road"]
    assert found.facets["kind"] == {}, "counted by the server, which this one did not"
    assert not engine.breaker.resting


def test_pages_deeper_than_the_server_reaches_are_the_databases(server: Answering):
    a_thing("road", title="Жол жөндеу")
    asked = []
    server.answer = lambda each: asked.append(each) or Reply(b"{}")
    engine = FallbackEngine(server.url, get_engine())
    found = engine.search(Query("жол", "kk", page=DEEPEST))
    assert (found.total, found.hits) == (1, [])
    assert not asked
    assert not engine.breaker.resting


def test_a_server_that_failed_is_asked_again_after_a_rest():
    now = [100.0]
    breaker = Breaker(30, lambda: now[0])
    assert breaker.lets_through()
    breaker.open("TimeoutError")
    assert not breaker.lets_through()
    now[0] += 29
    assert not breaker.lets_through()
    now[0] += 2
    assert breaker.lets_through()
    assert not breaker.lets_through(), "the others wait for what the first one finds"
    breaker.close()
    assert breaker.lets_through()
    assert not breaker.resting
