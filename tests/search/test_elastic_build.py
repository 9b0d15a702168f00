"""Elasticsearch's index is built by whoever has time, and everybody is told how far it is."""

import time

import pytest
from django.utils import timezone

from search import indexing
from search.backends.elasticsearch import rebuild, sync
from search.models import Change, SearchEntry
from search.query.request import Query
from tests.builders import a_working_office
from tests.search.build import entry, followed
from tests.search.test_elastic import asked, compared, indices, server, told

__all__ = ["server"]
pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


def test_a_build_that_fails_leaves_the_old_index(server):
    indexing.rebuild([entry("road", title="Жол")])
    followed()
    before = indices(server)

    def the_operator_loses_patience(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild.rebuild(server.patient, server.alias, the_operator_loses_patience)
    assert indices(server) == before
    assert asked(server, Query("жол", "kk")).total == 1


def test_what_comes_with_the_next_index_is_not_found_before(server):
    """A build of the database's index is under way: its new rows stand in no index yet."""
    indexing.rebuild([entry("road", title="Жол")])
    SearchEntry.objects.create(**vars(entry("lane", title="Тар жол")))
    followed()
    assert asked(server, Query("жол", "kk")).total == 1
    assert "0 entries are missing there, 0 are too many, 0 are not" in compared()


def a_build(server, age: float) -> str:
    """An index that somebody began to build and was last busy with `age` seconds ago."""
    name = f"{server.alias}-other"
    meta = {"beat": time.time() - age}
    server.patient.indices.create(index=name, mappings={"_meta": meta})
    return name


def test_whoever_builds_is_left_to_it_and_it_is_told(server, client):
    indexing.rebuild([entry("road", title="Жол")])
    name = a_build(server, age=5)
    assert "left to them" in followed()
    assert "is being built" in client.get("/healthz").json()["elasticsearch"]
    assert indices(server) == {name}


def test_a_build_that_was_killed_is_not_waited_for(server, client):
    indexing.rebuild([entry("road", title="Жол")])
    name = a_build(server, age=rebuild.DEAD + 1)
    assert "follow_search" in client.get("/healthz").json()["elasticsearch"]
    assert "1 of 1" in followed()
    assert client.get("/healthz").json()["elasticsearch"] == "ok"
    assert name not in indices(server), "and what it left is cleared away"


def test_a_build_shows_that_it_lives(server, monkeypatch):
    monkeypatch.setattr(rebuild, "BATCH", 1)
    monkeypatch.setattr(rebuild, "BEAT", 0)
    indexing.rebuild([entry("road", title="Жол"), entry("water", title="Су")])
    began, beats = time.time(), []

    def look(done: int) -> None:
        found = server.patient.indices.get(index=f"{server.alias}-*").body.values()
        beats.extend(index["mappings"]["_meta"]["beat"] for index in found)

    rebuild.rebuild(server.patient, server.alias, look)
    assert began < beats[0] < beats[1]


def test_changes_that_nobody_follows_are_told(server, client):
    indexing.rebuild([entry("road", title="Жол")])
    followed()
    indexing.put([entry("lane", title="Тар жол")])
    assert client.get("/healthz").json()["elasticsearch"] == "ok", "it follows in a moment"
    Change.objects.update(at=timezone.now() - sync.SOON * 2)
    assert "latest changes" in client.get("/healthz").json()["elasticsearch"]
    followed()
    assert client.get("/healthz").json()["elasticsearch"] == "ok"


def test_reindex_waits_for_the_server_and_shows_how_far_it_is(server):
    a_working_office()
    said = told("reindex")
    total = SearchEntry.objects.count()
    assert f"{total} of {total}" in said
    assert f"{total} entries built anew" in said
    assert asked(server, Query("", "kk")).total
