"""A malformed, partial or stale response falls back to the database."""

import pytest
from django.db import connections

from search import index_writer
from search.backends import get_backend
from search.backends.elasticsearch.client import ElasticsearchBackend
from search.models import SearchEntry
from search.query.request import FACETS, Query
from tests.search.elasticsearch_replies import (
    COUNTS,
    after_sizes,
    assert_found_twice,
    hit,
    page_reply,
    road_hit,
)
from tests.search.entries import add_entry
from tests.search.scripted_server import Reply, ScriptedServer, serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    with serve() as server:
        yield server


def variants(**replies):
    """Return the replies, most of them for a long run only."""
    return [
        pytest.param(reply, id=name, marks=[pytest.mark.long] if name not in ALWAYS else [])
        for name, reply in replies.items()
    ]


ALWAYS = {"html_page", "cut_short", "failed_inside", "partial", "server_error"}
REPLIES = variants(
    html_page=lambda: Reply(b"<html>Welcome to nginx</html>", kind="text/html"),
    cut_short=lambda: Reply(b'{"responses": [{"hi'),
    empty_object=lambda: Reply(b"{}"),
    list=lambda: Reply(b"[]"),
    string=lambda: Reply(b'"yes"'),
    null=lambda: Reply(b"null"),
    no_responses=lambda: Reply(b'{"responses": []}'),
    responses_of_other_types=lambda: Reply(b'{"responses": [7, null, []]}'),
    failed_inside=lambda: Reply(b'{"responses": [{"status": 500}, {"error": "x"}, {}]}'),
    id_that_is_no_number=lambda: page_reply(hit("x")),
    id_too_large=lambda: page_reply(hit(10**30)),
    hit_without_fields=lambda: page_reply({"_score": 1.0}),
    partial=lambda: page_reply(total=0, _shards={"failed": 1}),
    timed_out=lambda: page_reply(total=0, timed_out=True),
    server_error=lambda: Reply(b'{"error": "boom", "status": 500}', 500),
    bad_gateway=lambda: Reply(b"Bad gateway", 502, "text/plain"),
)


@pytest.mark.parametrize("reply", REPLIES)
@pytest.mark.parametrize("when", [lambda reply: lambda request: reply, after_sizes])
def test_malformed_response_falls_back_to_database(reply, when, server: ScriptedServer):
    for code in ("kk", "ru"):
        add_entry("road", code, title="Жол жөндеу")
    server.reply = when(reply())
    backend = assert_found_twice(server.url)
    assert backend.breaker.reason, "it is not asked again at once"
    backend.catch_up()
    backend.breaker.close()
    backend.catch_up()
    backend.problem()


STALE = {
    "of an older change": lambda: page_reply(road_hit(), token="older"),
    "with an entry that was withdrawn": lambda: page_reply(hit(999_999)),
    "of no index": lambda: Reply(b'{"responses": [{"status": 404}, {"status": 404}, {}]}'),
}


@pytest.mark.parametrize("reply", STALE)
def test_stale_index_falls_back_to_database(reply, server: ScriptedServer):
    add_entry("road", title="Жол жөндеу")
    server.reply = after_sizes(STALE[reply]())
    backend = assert_found_twice(server.url)
    assert not backend.breaker.reason, "the server is well"


@pytest.mark.parametrize("query", [Query("жолдар"), Query("жолдар", kind="answer"), Query("")])
def test_well_formed_response_is_shown(query, server: ScriptedServer, monkeypatch):
    add_entry("road", title="Жол жөндеу")
    server.reply = after_sizes(page_reply(road_hit()))
    backend = ElasticsearchBackend(server.url, get_backend())
    monkeypatch.setattr(backend.database, "search", None)
    found = backend.search(query)
    assert [hit.entry.group for hit in found.hits] == ["test:road"]
    assert found.facets == {name: COUNTS.get(name, {}) for name in FACETS}
    assert not backend.breaker.reason


def test_an_entry_outside_the_filters_is_not_shown(server: ScriptedServer):
    add_entry("road", title="Жол жөндеу", topic="roads")
    server.reply = after_sizes(page_reply(road_hit()))
    backend = ElasticsearchBackend(server.url, get_backend())
    assert backend.search(Query("жолдар", topic="water")).hits == []


@pytest.mark.django_db(transaction=True)
def test_what_is_withdrawn_during_a_query_is_not_shown(server: ScriptedServer):
    add_entry("road", title="Жол жөндеу")
    add_entry("lane", title="Тар жол")
    both = [hit(row.pk, row.group) for row in SearchEntry.objects.all()]
    counts = {"kind": {"answer": 2}, "year": {"2026": 2}}
    reply = after_sizes(page_reply(*both, total=2, counts=counts))

    def withdraw_and_reply(request) -> Reply | None:
        index_writer.drop("test:road")
        connections.close_all()
        return reply(request)

    server.reply = withdraw_and_reply
    backend = ElasticsearchBackend(server.url, get_backend())
    backend.background.start = lambda: None
    found = backend.search(Query("жолдар", "kk"))
    assert [hit.entry.group for hit in found.hits] == ["test:lane"]
    assert not backend.breaker.reason
