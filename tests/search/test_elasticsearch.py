"""A real Elasticsearch gives the database's answers and follows its changes."""

import os
from dataclasses import replace
from io import StringIO
from itertools import product
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from search import index_writer
from search.backends import get_backend
from search.backends.elasticsearch import rebuild, sync
from search.models import Change, SearchEntry
from search.query.request import Query
from tests.search import evaluation_set
from tests.search.entries import follow_elasticsearch, make_entry
from tests.search.hostile_strings import STRINGS
from tests.search.test_counts import queries, things

__all__ = ["things"]
pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture
def server(db, settings, monkeypatch):
    """The portal's backend on the real server, with an index of the test's own."""
    settings.ELASTICSEARCH_URL = os.environ["TEST_ELASTICSEARCH_URL"]
    backend = get_backend()
    alias = f"test-{uuid4().hex[:8]}"
    monkeypatch.setattr(backend, "alias", alias)
    # A busy test machine is not a dead server.
    monkeypatch.setattr(backend, "client", backend.patient)
    monkeypatch.setattr(backend, "time_limit", 60)
    # What a test has not committed no other thread can follow.
    monkeypatch.setattr(backend.background, "start", lambda: None)
    backend.breaker.close()
    yield backend
    for name in indices(backend):
        backend.patient.indices.delete(index=name)


def indices(server) -> set[str]:
    return set(server.patient.indices.get(index=f"{server.alias}-*").body)


def run_command(command: str, **options) -> str:
    """Return what a command prints."""
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def run_compare_search(**options) -> str:
    """Return what the comparison prints."""
    return run_command("compare_search", **options)


def ask_server(server, query: Query):
    """Return the server's own answer: a failure is not hidden."""
    return server.ask_server(query)


def test_totals_and_counts_equal_the_database(server, things):
    rebuild.rebuild(server.patient, server.alias)
    for query in queries():
        ours, theirs = server.database.search(query), ask_server(server, query)
        assert (theirs.total, theirs.facets) == (ours.total, ours.facets), query
    for words, sort in product(("су", "жол"), ("date", "relevance")):
        query = Query(words, "kk", sort=sort, size=100)
        ours = {hit.entry.group for hit in server.database.search(query).hits}
        assert {hit.entry.group for hit in ask_server(server, query).hits} == ours


def test_changes_are_followed(server):
    index_writer.rebuild_from([make_entry("road", title="Жол жөндеу")])
    follow_elasticsearch()
    assert ask_server(server, Query("жол", "kk")).total == 1
    index_writer.put(
        [make_entry("road", title="Жол жөндеу"), make_entry("road", "ru", title="Ремонт жол")]
    )
    index_writer.put([make_entry("lane", title="Тар жол")])
    follow_elasticsearch()
    assert ask_server(server, Query("жол", "kk")).total == 2
    index_writer.drop("test:road")
    follow_elasticsearch()
    found = ask_server(server, Query("жол", "kk"))
    assert [hit.entry.group for hit in found.hits] == ["test:lane"]
    assert sync.compare(server.patient, server.alias) == (set(), set(), set())


def test_any_string_gets_the_same_answer(server):
    index_writer.rebuild_from(
        [make_entry("road", title="Ауылдағы жолды жөндеу"), make_entry("water", title="Ауызсу")]
    )
    follow_elasticsearch()
    for words in STRINGS:
        query = Query(words[:200], "kk")
        assert ask_server(server, query).total == server.database.search(query).total, ascii(
            words[:30]
        )


DRIFT = {
    "one is missing": lambda client, index, pk: client.delete(index=index, id=pk),
    "one is too many": lambda client, index, pk: client.index(
        index=index, id="999999", document={"entry": 999_999, "kind": "answer", "stem": "жол"}
    ),
    "one is old": lambda client, index, pk: client.update(
        index=index, id=pk, doc={"stem": "газ", "changed_at": "2020-01-01T00:00:00+00:00"}
    ),
    "one was changed here without a log": lambda client, index, pk: SearchEntry.objects.filter(
        pk=pk
    ).update(summary="Ауыл", changed_at=timezone.now()),
}


@pytest.mark.parametrize("how", DRIFT)
def test_compare_search_corrects_drift(how, server, monkeypatch):
    monkeypatch.setattr(sync, "OVERLAP", 0)  # or catching up would correct it
    index_writer.rebuild_from([make_entry("road", title="Жол"), make_entry("water", title="Су")])
    follow_elasticsearch()
    before, clean = indices(server), (set(), set(), set())
    pk = server.database.search(Query("су", "kk")).hits[0].entry.pk
    DRIFT[how](server.patient, server.alias, str(pk))
    server.patient.indices.refresh(index=server.alias)
    run_compare_search(only_tell=True)
    assert sync.compare(server.patient, server.alias) != clean
    output = run_compare_search()
    assert " of 2, " in output, "how far it is"
    assert "1 " in output
    assert sync.compare(server.patient, server.alias) == clean
    assert ask_server(server, Query("су", "kk")).total == 1
    assert indices(server) == before, "and for one entry nothing is built anew"


LOSS = {
    "the index": lambda client, name: client.indices.delete(index=name),
    "how far it was": lambda client, name: client.delete(index=name, id="position", refresh=True),
    "a field of today": lambda client, name: client.update(
        index=name, id="position", doc={"shape": "of yesterday"}, refresh=True
    ),
}


@pytest.mark.parametrize("what", LOSS)
def test_compare_search_rebuilds_a_lost_index(what, server):
    index_writer.rebuild_from([make_entry("road", title="Жол"), make_entry("water", title="Су")])
    follow_elasticsearch()
    for name in indices(server):
        LOSS[what](server.patient, name)
    found = get_backend().search(Query("су", "kk"))
    assert found.total == 1, "the database answers"
    assert "2 entries built anew" in run_compare_search()
    assert ask_server(server, Query("су", "kk")).total == 1


@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_pages_of_equal_groups_repeat_and_lose_none(sort, server):
    """Alike in words and day; some stand elsewhere in the server's files than they once did."""
    codes = ("kk", "ru", "kk")
    alike = [make_entry(f"n{n}", codes[n % 3], title="7715", summary=f"{n:03}") for n in range(70)]
    index_writer.rebuild_from(alike)
    follow_elasticsearch()
    index_writer.put(replace(each, summary=each.summary[::-1]) for each in alike[:35])
    follow_elasticsearch()
    for code in ("kk", "ru"):
        seen = []
        for page in range(1, 8):
            found = ask_server(server, Query("7715", code, page=page, sort=sort))
            seen += [hit.entry for hit in found.hits]
        assert len({row.group for row in seen}) == len(seen) == 70
        own = [row.language == code for row in seen]
        if sort == "relevance":
            assert own == sorted(own, reverse=True), "the reader's own language first"


@pytest.mark.skipif(
    not evaluation_set.data_folder().is_dir(), reason="dev: no evaluation set beside the project"
)
def test_elasticsearch_ranks_as_well_as_the_analysis_alone(server):
    docs, queries = (
        evaluation_set.read_lines("docs.jsonl"),
        evaluation_set.sample_lines("queries.jsonl", 6),
    )

    class Rebuilt:
        """The index of one collection: documents deleted before it would take part in bm25."""

        built_for = ""

        def search(self, query):
            token = Change.last()[1]
            if self.built_for != token:
                rebuild.rebuild(server.patient, server.alias)
                self.built_for = token
            return ask_server(server, query)

    wanted = evaluation_set.score_with_evaluator(docs, queries)
    found = evaluation_set.score_with_backend(Rebuilt(), docs, queries)
    rows = [f"{kind:12} {wanted[kind]:.3f} {found[kind]:.3f}" for kind in wanted]
    assert evaluation_set.mean(wanted.values()) - evaluation_set.mean(found.values()) <= 0.02, (
        "\n".join(rows)
    )
