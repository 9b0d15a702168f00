"""Builds of the index of Elasticsearch, and what is reported of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from search import index_writer
from search.backends.elasticsearch import rebuild, sync
from search.models import Change, SearchEntry
from search.query.request import Query
from tests.builders import a_working_office
from tests.search.entries import follow_elasticsearch, make_entry
from tests.search.test_elasticsearch import ask_server, indices, run_command, server

__all__ = ["server"]
pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


def test_a_build_that_fails_leaves_the_old_index(server):
    index_writer.rebuild_from([make_entry("road", title="Жол")])
    follow_elasticsearch()
    before = indices(server)

    def interrupt(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild.rebuild(server.patient, server.alias, interrupt)
    assert indices(server) == before
    assert ask_server(server, Query("жол", "kk")).total == 1


def unfinished_index(server) -> str:
    """Create an index that somebody began to build."""
    name = f"{server.alias}-other"
    server.patient.indices.create(index=name)
    return name


def test_follow_search_leaves_a_running_build_alone(server, client):
    index_writer.rebuild_from([make_entry("road", title="Жол")])
    name = unfinished_index(server)
    assert "left to them" in follow_elasticsearch()
    assert "is being built" in client.get("/healthz").json()["elasticsearch"]
    assert indices(server) == {name}


def test_a_build_that_was_killed_is_replaced(server, client, monkeypatch):
    index_writer.rebuild_from([make_entry("road", title="Жол")])
    name = unfinished_index(server)
    monkeypatch.setattr(sync, "BUILD_LIMIT", timedelta(0))
    assert "follow_search" in client.get("/healthz").json()["elasticsearch"]
    assert "1 of 1" in follow_elasticsearch()
    assert client.get("/healthz").json()["elasticsearch"] == "ok"
    assert name not in indices(server), "what it left is cleared away"


def test_changes_that_nobody_follows_are_reported(server, client):
    index_writer.rebuild_from([make_entry("road", title="Жол")])
    follow_elasticsearch()
    index_writer.put([make_entry("lane", title="Тар жол")])
    assert client.get("/healthz").json()["elasticsearch"] == "ok", "it follows in a moment"
    Change.objects.update(at=timezone.now() - sync.SOON * 2)
    assert "latest changes" in client.get("/healthz").json()["elasticsearch"]
    follow_elasticsearch()
    assert client.get("/healthz").json()["elasticsearch"] == "ok"


def test_reindex_builds_the_server_index_and_shows_progress(server):
    a_working_office()
    output = run_command("reindex")
    total = SearchEntry.objects.count()
    assert f"{total} of {total}" in output
    assert f"{total} entries built anew" in output
    assert ask_server(server, Query("", "kk")).total
