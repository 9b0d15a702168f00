"""Publishing does not wait for the server, which follows in the background."""

import io
import os
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse

from search.backends import get_backend
from search.backends.elasticsearch import sync
from search.query.request import Query
from tests.builders import a_working_office, an_editor, an_official
from tests.client import new_client
from tests.search.scripted_server import forward_to, serve

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.elasticsearch]
TIMEOUT = 60


@pytest.fixture
def proxy():
    """A proxy before the real server, which a test may block."""
    with serve(forward_to(os.environ["TEST_ELASTICSEARCH_URL"])) as proxy:
        yield proxy


@pytest.fixture
def backend(proxy, settings):
    """The portal's backend with an index of its own on the real server."""
    settings.ELASTICSEARCH_URL = proxy.url
    backend = get_backend()
    backend.alias = f"test-{uuid4().hex[:8]}"
    backend.time_limit = TIMEOUT
    backend.client = backend.patient  # a busy test machine is not a dead server
    yield backend
    proxy.reply = forward_to(os.environ["TEST_ELASTICSEARCH_URL"])
    proxy.finished.set()
    backend.background.wait(TIMEOUT)
    for name in backend.patient.indices.get(index=f"{backend.alias}-*").body:
        backend.patient.indices.delete(index=name)


@pytest.fixture
def rename(backend):
    """An editor gives an official another name; the server knew the old one."""
    official = an_official(a_working_office(), name="Жолдыбек Асанов")
    editor = new_client(an_editor())
    call_command("compare_search", rebuild=True, verbosity=0)

    def save(name: str) -> None:
        address = reverse("wagtailsnippets_services_official:edit", args=[official.pk])
        editor(address).send({"name_kk": name, "name_ru": name, "name_en": name})
        official.refresh_from_db()
        assert official.name_kk == name

    return save


def count_found(client, words: str) -> int:
    return client.get("/api/v1/search", {"q": words, "kind": "official"}).json()["total"]


def count_by_server(backend, words: str) -> int:
    return backend.ask_server(Query(words, "kk", kind="official")).total


def test_a_healthy_server_follows_in_the_background(backend, rename, client):
    rename("Бауыржан Момышев")
    assert count_found(client, "Момышев") == 1, "at once"
    assert backend.background.wait(TIMEOUT)
    assert count_by_server(backend, "Момышев") == 1
    assert backend.problem() == ""


@pytest.mark.parametrize("how", ["dead", "silent"])
def test_a_failing_server_delays_nobody_and_catches_up(how, backend, rename, client, proxy):
    proxy.reply = proxy.stay_silent if how == "silent" else lambda request: None
    rename("Бауыржан Момышев")
    if how == "silent":
        assert proxy.requested.wait(TIMEOUT)
        assert not backend.background.wait(0), "the server is still asked, the editor has gone on"
        backend.breaker.open("silent")  # as a visitor's question would find after a second
    assert count_found(client, "Момышев") == 1
    assert count_found(client, "Асанов") == 0
    proxy.reply = forward_to(os.environ["TEST_ELASTICSEARCH_URL"])
    proxy.finished.set()
    backend.background.wait(TIMEOUT)
    backend.breaker.close()  # half a minute later
    call_command("follow_search", stdout=io.StringIO())
    assert count_by_server(backend, "Момышев") == 1
    assert sync.compare(backend.patient, backend.alias) == (set(), set(), set())
