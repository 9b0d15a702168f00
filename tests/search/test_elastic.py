"""The same answers from a real Elasticsearch; and answers all the same when it is dead."""

import os
from itertools import product
from uuid import uuid4

import pytest

from search import indexing
from search.engines import elastic_sync, get_engine
from search.engines.fallback import FallbackEngine
from search.query import Query
from tests.search import dev_set
from tests.search.build import entry
from tests.search.hostile import STRINGS
from tests.search.test_counts import queries, things

__all__ = ["things"]
pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture
def server(db):
    """An engine on the real server with an index of its own."""
    alias = f"test-{uuid4().hex[:8]}"
    engine = FallbackEngine(os.environ["TEST_ELASTICSEARCH_URL"], get_engine(), alias)
    # A busy test machine is not a dead server.
    engine.searcher.client = engine.patient
    # What a test has not committed no other thread can follow.
    engine.follower.nudge = lambda: None
    yield engine
    for name in engine.patient.indices.get(index=f"{alias}-*").body:
        engine.patient.indices.delete(index=name)


def asked(server, query: Query):
    """The server's own answer: a failure is not hidden."""
    return server.searcher.search(query)


def test_totals_and_counts_are_the_databases(server, things):
    elastic_sync.rebuild(server.patient, server.alias, lambda done: None)
    for query in queries():
        ours, theirs = server.database.search(query), asked(server, query)
        assert (theirs.total, theirs.facets) == (ours.total, ours.facets), query
    for words, sort in product(("су", "жол"), ("date", "relevance")):
        query = Query(words, "kk", sort=sort, size=100)
        ours = {hit.entry.group for hit in server.database.search(query).hits}
        assert {hit.entry.group for hit in asked(server, query).hits} == ours


def test_changes_are_followed(server):
    indexing.rebuild([entry("road", title="Жол жөндеу")])
    server.catch_up()
    assert asked(server, Query("жол", "kk")).total == 1
    indexing.put([entry("road", title="Жол жөндеу"), entry("road", "ru", title="Ремонт жол")])
    indexing.put([entry("lane", title="Тар жол")])
    server.catch_up()
    assert asked(server, Query("жол", "kk")).total == 2
    indexing.drop("test:road")
    server.catch_up()
    found = asked(server, Query("жол", "kk"))
    assert [hit.entry.group for hit in found.hits] == ["test:lane"]
    assert elastic_sync.differences(server.patient, server.alias) == (set(), set(), set())


def test_any_string_gets_the_same_answer(server):
    indexing.rebuild([entry("road", title="Ауылдағы жолды жөндеу"), entry("water", title="Ауызсу")])
    server.catch_up()
    for words in STRINGS:
        query = Query(words[:200], "kk")
        assert asked(server, query).total == server.database.search(query).total, ascii(words[:30])


def test_drift_is_seen_and_mended(server):
    indexing.rebuild([entry("road", title="Жол"), entry("water", title="Су")])
    server.catch_up()
    pk = server.database.search(Query("су", "kk")).hits[0].entry.pk
    server.patient.delete(index=server.alias, id=str(pk), refresh=True)
    assert elastic_sync.differences(server.patient, server.alias) == ({pk}, set(), set())


@pytest.mark.skipif(not dev_set.folder().is_dir(), reason="dev: no evaluation set beside us")
def test_it_finds_as_well_as_the_language_it_speaks(server):
    docs, queries = dev_set.lines("docs.jsonl"), dev_set.lines("queries.jsonl")[::6]

    class Rebuilt:
        def search(self, query):
            server.catch_up()
            return asked(server, query)

    wanted = dev_set.by_evaluator(docs, queries)
    found = dev_set.by_engine(Rebuilt(), docs, queries)
    rows = [f"{kind:12} {wanted[kind]:.3f} {found[kind]:.3f}" for kind in wanted]
    assert dev_set.mean(wanted.values()) - dev_set.mean(found.values()) <= 0.02, "\n".join(rows)
