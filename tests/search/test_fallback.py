"""Without its server the search goes on: from the database, and nobody waits."""

import socket
import threading

import pytest

from search.engines import get_engine
from search.engines.breaker import Breaker
from search.engines.fallback import FallbackEngine
from search.query import Query
from tests.search.build import a_thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent():
    """A server that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def babbling():
    """A server that answers nonsense."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)

        def answer():
            try:
                while True:
                    each, _address = listening.accept()
                    with each:
                        each.recv(65536)
                        each.sendall(
                            b"HTTP/1.1 200 OK\r\nX-Elastic-Product: Elasticsearch\r\n"
                            b"Content-Type: application/json\r\nContent-Length: 2\r\n"
                            b"Connection: close\r\n\r\n{}"
                        )
            except OSError:
                return

        threading.Thread(target=answer, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.mark.parametrize("how", ["dead", "silent", "babbling"])
def test_a_failing_server_never_shows(how, request):
    url = "http://127.0.0.1:9" if how == "dead" else request.getfixturevalue(how)
    engine = FallbackEngine(url, get_engine())
    a_thing("road", title="Жол жөндеу")
    for _time in range(2):
        found = engine.search(Query("жолдар", "kk"))
        assert [hit.entry.group for hit in found.hits] == ["test:road"]
    assert engine.breaker.resting, "and it is not asked again at once"
    engine.catch_up()


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
