"""Without its server the search goes on: from the database, and nobody waits."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from search import indexing
from search.engines import get_engine
from search.engines.breaker import Breaker
from search.engines.elastic import DEEPEST, SHAPE
from search.engines.elastic_body import EVERY
from search.engines.fallback import FallbackEngine
from search.models import Change, SearchEntry
from search.query import FACETS, Query
from tests.builders import a_working_office
from tests.search.answering import Answer, Answering, Reply, answering
from tests.search.build import DAY, a_thing

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


def test_slow_answers_are_not_waited_for_one_after_the_other(server: Answering, client, settings):
    """Each in less than a second; the question, for which several are wanted, in more."""
    a_thing("road", title="Жол жөндеу")
    answer, asked, now = after_sizes(said(road())), [], [0.0]

    def slowly(each) -> Reply:
        asked.append(each)
        now[0] += 0.7
        return answer(each)

    server.answer = slowly
    settings.ELASTICSEARCH_URL = server.url
    engine = get_engine()
    engine.searcher.clock = lambda: now[0]
    assert client.get("/api/v1/search?q=жолдар").json()["total"] == 1
    assert engine.breaker.reason == "TimeoutError"
    assert len(asked) == 2
    client.get("/kk/search/?q=жолдар")
    assert len(asked) == 2, "and it is not asked again at once"


def test_a_page_past_the_end_is_not_waited_for_twice(server: Answering, client, settings):
    a_thing("road", title="Жол жөндеу")
    answer, asked = after_sizes(said()), []
    server.answer = lambda each: asked.append(each) or answer(each)
    settings.ELASTICSEARCH_URL = server.url
    page = client.get("/kk/search/?q=жолдар&page=7").content.decode()
    assert "/kk/road/" in page
    assert not get_engine().breaker.resting
    assert len(asked) == 2, "one question, which wants two answers"


def test_a_server_that_drips_never_shows(server: Answering):
    a_thing("road", title="Жол жөндеу")
    server.answer = lambda asked: Reply(b"{" + b" " * 1000 + b"}", drips=True)
    engine = asked_of(server.url)
    assert engine.breaker.reason == "TimeoutError"
    engine.breaker.close()
    assert engine.trouble() == "TimeoutError", "nor does who looks after it wait"
    assert not server.over.is_set()


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


def test_reindex_says_so_when_the_server_has_no_part_in_it(settings):
    a_working_office()
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="Elasticsearch"):
        call_command("reindex", stdout=StringIO())
    assert SearchEntry.objects.exists(), "the database has it"


def test_letters_wait_for_no_build(server: Answering, settings):
    """A server without an index: to build one takes minutes, and deliver comes every minute."""
    a_thing("road", title="Жол жөндеу")
    asked, none, nothing = [], Reply(b"{}"), Reply(b'{"found": false}', 404)
    server.answer = lambda each: asked.append(each[0]) or (none if "*" in each[1] else nothing)
    settings.ELASTICSEARCH_URL = server.url
    call_command("deliver", stdout=StringIO())
    assert set(asked) == {"GET"}, "it looks how far the server is, and leaves it at that"
    assert "follow_search" in get_engine().trouble()


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
