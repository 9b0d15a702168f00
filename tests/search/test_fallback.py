"""Without its server the search goes on from the database, and nobody waits."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search.backends import get_backend
from search.backends.elasticsearch.client import DEEPEST, CircuitBreaker, ElasticsearchBackend
from search.models import SearchEntry
from search.query.request import Query
from tests.builders import a_working_office
from tests.search.elasticsearch_replies import (
    after_sizes,
    assert_found_twice,
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


def test_dead_server_falls_back_to_database():
    add_entry("road", title="Жол жөндеу")
    backend = assert_found_twice("http://127.0.0.1:9")
    assert backend.breaker.reason == "ConnectionError"
    backend.catch_up()


def test_slow_server_falls_back_to_database(server: ScriptedServer):
    add_entry("road", title="Жол жөндеу")
    server.reply = server.stay_silent
    backend = assert_found_twice(server.url)
    assert not server.finished.is_set(), "it has not answered to this moment"
    assert backend.breaker.reason, "it is not asked again at once"


def test_the_time_limit_is_for_all_requests_of_a_query(server: ScriptedServer, client, settings):
    """Each in less than a second; the question, for which several are wanted, in more."""
    add_entry("road", title="Жол жөндеу")
    reply, requests, now = after_sizes(page_reply(road_hit())), [], [0.0]

    def reply_slowly(request) -> Reply:
        requests.append(request)
        now[0] += 0.7
        return reply(request)

    server.reply = reply_slowly
    settings.ELASTICSEARCH_URL = server.url
    backend = get_backend()
    backend.clock = lambda: now[0]
    assert client.get("/api/v1/search?q=жолдар").json()["total"] == 1
    assert backend.breaker.reason == "TimeoutError"
    assert len(requests) == 2
    client.get("/kk/search/?q=жолдар")
    assert len(requests) == 2, "and it is not asked again at once"


def test_a_page_past_the_end_asks_the_server_once(server: ScriptedServer, client, settings):
    add_entry("road", title="Жол жөндеу")
    reply, requests = after_sizes(page_reply()), []
    server.reply = lambda request: requests.append(request) or reply(request)
    settings.ELASTICSEARCH_URL = server.url
    page = client.get("/kk/search/?q=жолдар&page=7").content.decode()
    assert "/kk/road/" in page
    assert not get_backend().breaker.reason
    assert len(requests) == 2, "one query takes two requests"


def test_dripping_server_falls_back_to_database(server: ScriptedServer):
    add_entry("road", title="Жол жөндеу")
    server.reply = lambda request: Reply(b"{" + b" " * 1000 + b"}", drips=True)
    backend = assert_found_twice(server.url)
    assert backend.breaker.reason == "TimeoutError"
    backend.breaker.close()
    assert backend.problem() == "TimeoutError", "nor does who looks after it wait"
    assert not server.finished.is_set()


def test_reindex_fails_when_the_server_does_not_answer(settings):
    a_working_office()
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="Elasticsearch"):
        call_command("reindex", stdout=StringIO())
    assert SearchEntry.objects.exists(), "the database has it"


def test_a_visit_does_not_build_the_index(server: ScriptedServer, settings):
    """A server without an index: to build one takes minutes, which is left to `follow_search`."""
    add_entry("road", title="Жол жөндеу")
    methods, none, missing = [], Reply(b"{}"), Reply(b'{"found": false}', 404)
    server.reply = lambda each: methods.append(each[0]) or (none if "*" in each[1] else missing)
    settings.ELASTICSEARCH_URL = server.url
    get_backend().catch_up()
    assert set(methods) == {"GET"}, "it looks how far the server is, and leaves it at that"
    assert "follow_search" in get_backend().problem()


def test_pages_deeper_than_the_server_reaches_come_from_the_database(server: ScriptedServer):
    add_entry("road", title="Жол жөндеу")
    requests = []
    server.reply = lambda request: requests.append(request) or Reply(b"{}")
    backend = ElasticsearchBackend(server.url, get_backend())
    found = backend.search(Query("жол", "kk", page=DEEPEST))
    assert (found.total, found.hits) == (1, [])
    assert not requests
    assert not backend.breaker.reason


def test_a_failed_server_is_asked_again_after_a_rest():
    now = [100.0]
    breaker = CircuitBreaker(30, lambda: now[0])
    assert breaker.allows_request()
    breaker.open("TimeoutError")
    assert not breaker.allows_request()
    now[0] += 29
    assert not breaker.allows_request()
    now[0] += 2
    assert breaker.allows_request()
    assert not breaker.allows_request(), "the others wait for what the first one finds"
    breaker.close()
    assert breaker.allows_request()
    assert not breaker.reason
