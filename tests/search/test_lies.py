"""What cannot be true is not shown, and what is true is."""

from datetime import timedelta

import pytest
from django.db import connections

from search import indexing
from search.backends import get_engine
from search.backends.fallback import FallbackEngine
from search.models import SearchEntry
from search.query.request import FACETS, Query
from tests.search.answering import Answering, Reply, answering
from tests.search.build import DAY, a_thing
from tests.search.said import TRUE, a_hit, after_sizes, asked_of, road, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    with answering() as server:
        yield server


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
    "one thing twice": lambda: said(
        *(a_hit(pk, f"{pk}") for pk in SearchEntry.objects.values_list("pk", flat=True)),
        total=2,
        counts={"kind": {"answer": 2}, "year": {"2026": 2}},
    ),
    "the worst first": lambda: said(
        *(a_hit(row.pk, row.group, row.pk) for row in SearchEntry.objects.order_by("pk"))
    ),
    "more than it shows": lambda: said(
        road(), total=3, counts={"kind": {"answer": 3}, "year": {"2026": 3}}
    ),
    "fewer than none": lambda: said(total=-1, counts={}),
    "a thing that it has not counted": lambda: said(road(), counts={"kind": {"answer": 1}}),
    "no kinds": lambda: said(road(), counts={"year": {"2026": 1}}),
    "a kind that there is not": lambda: said(
        road(), counts={**TRUE, "kind": {"answer": 1, "x": 1}}
    ),
    "more of a kind than in all": lambda: said(road(), counts={**TRUE, "kind": {"answer": 2}}),
    "more of all topics than can be": lambda: said(
        road(), counts={**TRUE, "topic": {"a": 1, "b": 1, "c": 1, "d": 1}}
    ),
    "a topic of nothing": lambda: said(road(), counts={**TRUE, "topic": {"roads": 0}}),
    "half a topic": lambda: said(road(), counts={**TRUE, "topic": {"roads": 0.5}}),
    "a part": lambda: said(total=0, _shards={"failed": 1}),
    "in haste": lambda: said(total=0, timed_out=True),
    "a failure": lambda: Reply(b'{"error": "boom", "status": 500}', 500),
    "an upset proxy": lambda: Reply(b"Bad gateway", 502, "text/plain"),
}


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("when", [lambda reply: lambda asked: reply, after_sizes])
def test_a_lying_server_is_not_believed(lie, when, server: Answering):
    for code in ("kk", "ru"):
        a_thing("road", code, title="Жол жөндеу")
    server.answer = when(LIES[lie]())
    engine = asked_of(server.url)
    assert engine.breaker.resting, "and it is not asked again at once"
    engine.catch_up()
    engine.breaker.close()
    engine.catch_up()
    engine.trouble()


NARROWED = {
    "kind": {"kind": "office"},
    "topic": {"topic": "water"},
    "office": {"office": "a"},
    "competent_body": {"competent_body": "akimat"},
    "outcome": {"outcome": "refused"},
    "year": {"year": "2025"},
    "since": {"since": DAY + timedelta(days=1)},
    "until": {"until": DAY - timedelta(days=1)},
}


@pytest.mark.parametrize("how", NARROWED)
def test_what_the_filters_leave_out_is_not_believed(how, server: Answering):
    a_thing("road", title="Жол жөндеу")
    also = {name: {value: 1} for name, value in NARROWED[how].items() if name in FACETS}
    counts = {name: {**TRUE.get(name, {}), **also.get(name, {})} for name in FACETS}
    server.answer = after_sizes(said(road(), counts=counts))
    engine = FallbackEngine(server.url, get_engine())
    found = engine.search(Query("жолдар", "kk", **NARROWED[how]))
    assert (found.hits, found.total) == ([], 0)
    assert engine.breaker.reason == "Lying"


def test_a_chosen_value_is_counted_as_often_as_things_are_found(server: Answering):
    a_thing("road", title="Жол жөндеу")
    lie = said(road(), counts={**TRUE, "kind": {"answer": 5, "office": 7}})
    server.answer = after_sizes(lie)
    engine = FallbackEngine(server.url, get_engine())
    assert engine.search(Query("жолдар", "kk", kind="answer")).facets["kind"] == {"answer": 1}
    assert engine.breaker.reason == "Lying"


def test_what_is_found_and_what_is_counted_go_together(server: Answering):
    """Fewer in all than are shown; fewer of all kinds than in all."""
    a_thing("road", title="Жол жөндеу", published_on=None)
    a_thing("lane", kind="page", title="Тар жол", published_on=None)
    both = [a_hit(row.pk, row.group) for row in SearchEntry.objects.all()]
    kinds = {"answer": 1, "page": 1}
    few, half = {"kind": kinds}, {"kind": {"answer": 1}, "year": {"2026": 1}}
    for query, reply in (
        (Query("жолдар"), said(*both, total=1, counts=few)),
        (Query("жолдар", size=1), said(both[0], total=2, counts=half)),
    ):
        server.answer = after_sizes(reply)
        engine = FallbackEngine(server.url, get_engine())
        found = engine.search(query)
        assert (found.total, found.facets["kind"]) == (2, kinds)
        assert engine.breaker.reason == "Lying"


def test_what_is_not_in_order_is_not_believed(server: Answering):
    for key, day in (("old", DAY), ("new", DAY + timedelta(days=1))):
        a_thing(key, title="Жол жөндеу", published_on=day)
    old_first = [a_hit(row.pk, row.group) for row in SearchEntry.objects.order_by("published_on")]
    two = {"kind": {"answer": 2}, "year": {"2026": 2}}
    server.answer = after_sizes(said(*old_first, total=2, counts=two))
    for query in (Query("жолдар", "kk", sort="date"), Query("", "kk")):
        engine = FallbackEngine(server.url, get_engine())
        found = engine.search(query)
        assert [hit.entry.group for hit in found.hits] == ["test:new", "test:old"]
        assert engine.breaker.reason == "Lying"


@pytest.mark.parametrize("query", [Query("жолдар"), Query("жолдар", kind="answer"), Query("")])
def test_an_honest_server_is_believed(query, server: Answering, monkeypatch):
    a_thing("road", title="Жол жөндеу")
    server.answer = after_sizes(said(road()))
    engine = FallbackEngine(server.url, get_engine())
    monkeypatch.setattr(engine.database, "search", None)
    found = engine.search(query)
    assert [hit.entry.group for hit in found.hits] == ["test:road"]
    assert found.facets == {name: TRUE.get(name, {}) for name in FACETS}
    assert not engine.breaker.resting


@pytest.mark.django_db(transaction=True)
def test_what_is_withdrawn_at_this_moment_is_not_shown_and_not_the_servers_fault(server: Answering):
    a_thing("road", title="Жол жөндеу")
    a_thing("lane", title="Тар жол")
    both = [a_hit(row.pk, row.group) for row in SearchEntry.objects.all()]
    two = {"kind": {"answer": 2}, "year": {"2026": 2}}
    answer = after_sizes(said(*both, total=2, counts=two))

    def withdrawn(asked) -> Reply | None:
        indexing.drop("test:road")
        connections.close_all()
        return answer(asked)

    server.answer = withdrawn
    engine = FallbackEngine(server.url, get_engine())
    engine.follower.nudge = lambda: None
    found = engine.search(Query("жолдар", "kk"))
    assert [hit.entry.group for hit in found.hits] == ["test:lane"]
    assert not engine.breaker.resting
