"""Publishing waits for no server, and the server learns of it all the same."""

import os
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse

from search.backends import get_engine
from search.backends.elasticsearch import sync
from search.query.request import Query
from tests.builders import a_working_office, an_editor, an_official
from tests.client import new_client
from tests.search.answering import answering, to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.elasticsearch]
PATIENCE = 60


@pytest.fixture
def way():
    """The way to the real server, which a test may block."""
    with answering(to(os.environ["TEST_ELASTICSEARCH_URL"])) as way:
        yield way


@pytest.fixture
def engine(way, settings):
    """The portal's engine with an index of its own on the real server."""
    settings.ELASTICSEARCH_URL = way.url
    engine = get_engine()
    engine.alias = engine.searcher.index = f"test-{uuid4().hex[:8]}"
    engine.searcher.patience = PATIENCE
    engine.client = engine.patient  # a busy test machine is not a dead server
    yield engine
    way.answer = to(os.environ["TEST_ELASTICSEARCH_URL"])
    way.over.set()
    engine.follower.wait(PATIENCE)
    for name in engine.patient.indices.get(index=f"{engine.alias}-*").body:
        engine.patient.indices.delete(index=name)


@pytest.fixture
def rename(engine):
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


def found(client, words: str) -> int:
    return client.get("/api/v1/search", {"q": words, "kind": "official"}).json()["total"]


def by_server(engine, words: str) -> int:
    return engine.searcher.search(Query(words, "kk", kind="official")).total


def test_a_healthy_server_follows_by_itself(engine, rename, client):
    rename("Бауыржан Момышев")
    assert found(client, "Момышев") == 1, "at once"
    assert engine.follower.wait(PATIENCE)
    assert by_server(engine, "Момышев") == 1
    assert engine.trouble() == ""


@pytest.mark.parametrize("how", ["dead", "silent"])
def test_a_failing_server_holds_nobody_up_and_catches_up(how, engine, rename, client, way):
    way.answer = way.silence if how == "silent" else lambda asked: None
    rename("Бауыржан Момышев")
    if how == "silent":
        assert way.asked.wait(PATIENCE)
        assert not engine.follower.wait(0), "the server is still asked, the editor has gone on"
        engine.breaker.open("silent")  # as a visitor's question would find after a second
    assert found(client, "Момышев") == 1
    assert found(client, "Асанов") == 0
    way.answer = to(os.environ["TEST_ELASTICSEARCH_URL"])
    way.over.set()
    engine.follower.wait(PATIENCE)
    engine.breaker.close()  # half a minute later
    call_command("deliver", verbosity=0)
    assert by_server(engine, "Момышев") == 1
    assert sync.differences(engine.patient, engine.alias) == (set(), set(), set())
