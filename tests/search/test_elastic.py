"""The same answers from a real Elasticsearch; and answers all the same when it is dead."""

import os
import time
from dataclasses import replace
from io import StringIO
from itertools import product
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from search import indexing
from search.engines import elastic_build, elastic_sync, get_engine
from search.models import Change, SearchEntry
from search.query import Query
from tests.builders import a_working_office
from tests.search import dev_set
from tests.search.build import entry, followed
from tests.search.hostile import STRINGS
from tests.search.test_counts import queries, things

__all__ = ["things"]
pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture
def server(db, settings, monkeypatch):
    """The portal's engine on the real server, with an index of the test's own."""
    settings.ELASTICSEARCH_URL = os.environ["TEST_ELASTICSEARCH_URL"]
    engine = get_engine()
    alias = f"test-{uuid4().hex[:8]}"
    monkeypatch.setattr(engine, "alias", alias)
    monkeypatch.setattr(engine.searcher, "index", alias)
    # A busy test machine is not a dead server.
    monkeypatch.setattr(engine, "client", engine.patient)
    monkeypatch.setattr(engine.searcher, "client", engine.patient)
    monkeypatch.setattr(engine.searcher, "patience", 60)
    # What a test has not committed no other thread can follow.
    monkeypatch.setattr(engine.follower, "nudge", lambda: None)
    engine.breaker.close()
    yield engine
    for name in indices(engine):
        engine.patient.indices.delete(index=name)


def indices(server) -> set[str]:
    return set(server.patient.indices.get(index=f"{server.alias}-*").body)


def told(command: str, **options) -> str:
    """What a command says."""
    said = StringIO()
    call_command(command, stdout=said, **options)
    return said.getvalue()


def compared(**options) -> str:
    """What the nightly comparison says."""
    return told("compare_search", **options)


def asked(server, query: Query):
    """The server's own answer: a failure is not hidden."""
    return server.searcher.search(query)


def test_totals_and_counts_are_the_databases(server, things):
    elastic_build.rebuild(server.patient, server.alias, lambda done: None)
    for query in queries():
        ours, theirs = server.database.search(query), asked(server, query)
        assert (theirs.total, theirs.facets) == (ours.total, ours.facets), query
    for words, sort in product(("су", "жол"), ("date", "relevance")):
        query = Query(words, "kk", sort=sort, size=100)
        ours = {hit.entry.group for hit in server.database.search(query).hits}
        assert {hit.entry.group for hit in asked(server, query).hits} == ours


def test_changes_are_followed(server):
    indexing.rebuild([entry("road", title="Жол жөндеу")])
    followed()
    assert asked(server, Query("жол", "kk")).total == 1
    indexing.put([entry("road", title="Жол жөндеу"), entry("road", "ru", title="Ремонт жол")])
    indexing.put([entry("lane", title="Тар жол")])
    followed()
    assert asked(server, Query("жол", "kk")).total == 2
    indexing.drop("test:road")
    followed()
    found = asked(server, Query("жол", "kk"))
    assert [hit.entry.group for hit in found.hits] == ["test:lane"]
    assert elastic_sync.differences(server.patient, server.alias) == (set(), set(), set())


def test_any_string_gets_the_same_answer(server):
    indexing.rebuild([entry("road", title="Ауылдағы жолды жөндеу"), entry("water", title="Ауызсу")])
    followed()
    for words in STRINGS:
        query = Query(words[:200], "kk")
        assert asked(server, query).total == server.database.search(query).total, ascii(words[:30])


DRIFT = {
    "one is missing": lambda client, index, pk: client.delete(index=index, id=pk),
    "one is too many": lambda client, index, pk: client.index(
        index=index, id="999999", document={"entry": 999_999, "kind": "answer", "stem": "жол"}
    ),
    "one is old": lambda client, index, pk: client.update(
        index=index, id=pk, doc={"stem": "газ", "stamp": "20200101"}
    ),
    "one was changed there": lambda client, index, pk: client.update(
        index=index, id=pk, doc={"stem": "газ"}
    ),
    "one is of another kind there": lambda client, index, pk: client.update(
        index=index, id=pk, doc={"kind": "office"}
    ),
    "one was changed here and nobody was told": lambda client, index, pk: (
        SearchEntry.objects.filter(pk=pk).update(summary="Ауылға су келді")
    ),
}


@pytest.mark.parametrize("how", DRIFT)
def test_the_nightly_comparison_mends_what_drifted(how, server):
    indexing.rebuild([entry("road", title="Жол"), entry("water", title="Су")])
    followed()
    before, clean = indices(server), (set(), set(), set())
    pk = server.database.search(Query("су", "kk")).hits[0].entry.pk
    DRIFT[how](server.patient, server.alias, str(pk))
    server.patient.indices.refresh(index=server.alias)
    compared(only_tell=True)
    assert elastic_sync.differences(server.patient, server.alias) != clean
    said = compared()
    assert " of 2, " in said, "how far it is"
    assert "1 " in said
    assert elastic_sync.differences(server.patient, server.alias) == clean
    assert asked(server, Query("су", "kk")).total == 1
    assert indices(server) == before, "and for one entry nothing is built anew"


LOSS = {
    "the index": lambda client, name: client.indices.delete(index=name),
    "how far it was": lambda client, name: client.delete(index=name, id="position", refresh=True),
    "a field of today": lambda client, name: client.update(
        index=name, id="position", doc={"shape": "of yesterday"}, refresh=True
    ),
}


@pytest.mark.parametrize("what", LOSS)
def test_the_nightly_comparison_builds_what_is_lost(what, server):
    indexing.rebuild([entry("road", title="Жол"), entry("water", title="Су")])
    followed()
    for name in indices(server):
        LOSS[what](server.patient, name)
    found = get_engine().search(Query("су", "kk"))
    assert found.total == 1, "the database answers"
    assert "2 entries built anew" in compared()
    assert asked(server, Query("су", "kk")).total == 1


def test_a_build_that_fails_leaves_the_old_index(server):
    indexing.rebuild([entry("road", title="Жол")])
    followed()
    before = indices(server)

    def the_operator_loses_patience(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        elastic_build.rebuild(server.patient, server.alias, the_operator_loses_patience)
    assert indices(server) == before
    assert asked(server, Query("жол", "kk")).total == 1


def test_what_comes_with_the_next_index_is_not_found_before(server):
    """A build of the database's index is under way: its new rows stand in no index yet."""
    indexing.rebuild([entry("road", title="Жол")])
    SearchEntry.objects.create(**vars(entry("lane", title="Тар жол")))
    followed()
    assert asked(server, Query("жол", "kk")).total == 1
    assert "0 entries are missing there, 0 are too many, 0 are not" in compared()


@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_pages_of_equal_things_repeat_none_and_lose_none(sort, server):
    """Alike in words and day; some stand elsewhere in the server's files than they once did."""
    codes = ("kk", "ru", "kk")
    alike = [entry(f"n{n}", codes[n % 3], title="7715", summary=f"{n:03}") for n in range(70)]
    indexing.rebuild(alike)
    followed()
    indexing.put(replace(each, summary=each.summary[::-1]) for each in alike[:35])
    followed()
    for code in ("kk", "ru"):
        seen = []
        for page in range(1, 8):
            found = asked(server, Query("7715", code, page=page, sort=sort))
            seen += [hit.entry for hit in found.hits]
        assert len({row.group for row in seen}) == len(seen) == 70
        own = [row.language == code for row in seen]
        if sort == "relevance":
            assert own == sorted(own, reverse=True), "the reader's own language first"


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
    name = a_build(server, age=elastic_build.DEAD + 1)
    assert "follow_search" in client.get("/healthz").json()["elasticsearch"]
    assert "1 of 1" in followed()
    assert client.get("/healthz").json()["elasticsearch"] == "ok"
    assert name not in indices(server), "and what it left is cleared away"


def test_a_build_shows_that_it_lives(server, monkeypatch):
    monkeypatch.setattr(elastic_build, "BATCH", 1)
    monkeypatch.setattr(elastic_build, "BEAT", 0)
    indexing.rebuild([entry("road", title="Жол"), entry("water", title="Су")])
    began, beats = time.time(), []

    def look(done: int) -> None:
        found = server.patient.indices.get(index=f"{server.alias}-*").body.values()
        beats.extend(index["mappings"]["_meta"]["beat"] for index in found)

    elastic_build.rebuild(server.patient, server.alias, look)
    assert began < beats[0] < beats[1]


def test_changes_that_nobody_follows_are_told(server, client):
    indexing.rebuild([entry("road", title="Жол")])
    followed()
    indexing.put([entry("lane", title="Тар жол")])
    assert client.get("/healthz").json()["elasticsearch"] == "ok", "it follows in a moment"
    Change.objects.update(at=timezone.now() - elastic_sync.SOON * 2)
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


@pytest.mark.skipif(not dev_set.folder().is_dir(), reason="dev: no evaluation set beside us")
def test_it_finds_as_well_as_the_language_it_speaks(server):
    docs, queries = dev_set.lines("docs.jsonl"), dev_set.part_of("queries.jsonl", 6)

    class Rebuilt:
        def search(self, query):
            followed()
            return asked(server, query)

    wanted = dev_set.by_evaluator(docs, queries)
    found = dev_set.by_engine(Rebuilt(), docs, queries)
    rows = [f"{kind:12} {wanted[kind]:.3f} {found[kind]:.3f}" for kind in wanted]
    assert dev_set.mean(wanted.values()) - dev_set.mean(found.values()) <= 0.02, "\n".join(rows)
