"""Without its server the search goes on: from the database, and nobody waits."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search.backends import get_engine
from search.backends.elasticsearch.circuit_breaker import Breaker
from search.backends.elasticsearch.client import DEEPEST
from search.backends.fallback import FallbackEngine
from search.models import SearchEntry
from search.query.request import Query
from tests.builders import a_working_office
from tests.search.answering import Answering, Reply, answering
from tests.search.build import a_thing
from tests.search.said import after_sizes, asked_of, road, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    with answering() as server:
        yield server


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
