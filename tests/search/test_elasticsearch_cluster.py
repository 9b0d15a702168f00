"""Three nodes of Elasticsearch, of which one dies: nobody who searches notices."""

from collections import Counter
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import connections
from django.test import Client

from search import index_writer
from search.backends import get_backend
from search.backends.elasticsearch import rebuild, sync
from search.backends.elasticsearch.client import FAILURES
from tests.search import elasticsearch_servers
from tests.search.entries import follow_elasticsearch, make_entry

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.elasticsearch,
    pytest.mark.no_cover,
]
ROADS, WATERS = 420, 180  # more than one batch
ASKED = {"жол": ROADS, "су": WATERS, "": ROADS + WATERS}
ASKING = 3  # threads
TIMEOUT = 30  # seconds


@pytest.fixture(scope="module")
def three_nodes():
    with elasticsearch_servers.start_cluster(3) as cluster:
        yield cluster


@pytest.fixture
def backend(three_nodes, settings):
    """The portal's backend with three hosts, its index built on all that live."""
    three_nodes.restore()
    settings.ELASTICSEARCH_URL = three_nodes.url
    backend = get_backend()
    backend.breaker.close()
    # A busy test machine is not a dead server.
    backend.client = backend.client.options(request_timeout=TIMEOUT)
    backend.time_limit = TIMEOUT
    roads = [make_entry(f"road{n}", title=f"Жол жөндеу {n}") for n in range(ROADS)]
    waters = [make_entry(f"water{n}", title=f"Ауыз су {n}") for n in range(WATERS)]
    index_writer.rebuild_from([*roads, *waters])
    follow_elasticsearch()
    three_nodes.restore()
    assert copies(backend) == ["p", "r"], "a second node holds a copy"
    return backend


def copies(backend) -> list[str]:
    shards = backend.patient.cat.shards(index=backend.alias, format="json").body
    return sorted(each["prirep"] for each in shards if each["state"] == "STARTED")


class Load:
    """What people who ask all the time were shown."""

    def __init__(self) -> None:
        self.shown: Counter = Counter()
        self.wrong: list = []
        self.by_database = 0
        self._stop = Event()

    def ask_on(self) -> None:
        client = Client()
        try:
            while not self._stop.is_set():
                for words, total in ASKED.items():
                    page = client.get("/api/v1/search", {"q": words}).json()
                    seen = page["total"], len(page["hits"]), sum(page["facets"]["kind"].values())
                    self.shown[seen] += 1
                    self._stop.wait(0.02)  # the build wants its share of two cores
                    if seen != (total, 10, total):
                        self.wrong.append((words, seen))
        except Exception as error:  # whatever it is, a visitor would have seen it
            self.wrong.append(error)
        finally:
            connections.close_all()

    def answered(self, more: int) -> None:
        """Until so many more questions were answered."""
        wanted = self.shown.total() + more
        while self.shown.total() < wanted and not self.wrong:
            self._stop.wait(0.05)


@contextmanager
def people_asking(backend, monkeypatch):
    load = Load()
    search = backend.database.search

    def counted(query):
        load.by_database += 1
        return search(query)

    monkeypatch.setattr(backend.database, "search", counted)
    threads = [Thread(target=load.ask_on) for _one in range(ASKING)]
    for each in threads:
        each.start()
    try:
        yield load
    finally:
        load._stop.set()
        for each in threads:
            each.join()
    print(f"{load.shown.total()} answered, {load.by_database} of them by the database")
    assert load.wrong == []


def test_a_node_dies_under_load(three_nodes, backend, monkeypatch):
    with people_asking(backend, monkeypatch) as load:
        load.answered(30)
        assert load.by_database == 0
        three_nodes.kill(backend.patient.cat.master(format="json")[0]["node"])
        load.answered(100)
    asked = backend.patient.search(index=backend.alias, query={"exists": {"field": "kind"}})
    assert asked["hits"]["total"]["value"] == ROADS + WATERS


def test_a_node_dies_while_the_index_is_built(three_nodes, backend, monkeypatch):
    old = set(backend.patient.indices.get_alias(name=backend.alias).body)

    def kill_its_holder(done: int) -> None:
        if done == sync.BATCH:
            making = set(backend.patient.indices.get(index=f"{backend.alias}-*").body) - old
            shards = backend.patient.cat.shards(index=making.pop(), format="json").body
            three_nodes.kill(next(each["node"] for each in shards if each["prirep"] == "p"))

    with people_asking(backend, monkeypatch) as load:
        load.answered(10)
        try:
            rebuild.rebuild(backend.patient, backend.alias, kill_its_holder)
        except FAILURES:
            assert set(backend.patient.indices.get_alias(name=backend.alias).body) == old
            rebuild.rebuild(backend.patient, backend.alias)
        load.answered(10)
    assert not old & set(backend.patient.indices.get_alias(name=backend.alias).body)
    assert sync.compare(backend.patient, backend.alias) == (set(), set(), set())
