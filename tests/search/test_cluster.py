"""Three nodes of Elasticsearch, and one of them dies: nobody who asks notices."""

from collections import Counter
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import connections
from django.test import Client

from search import indexing
from search.backends import get_engine
from search.backends.elasticsearch import documents, rebuild, sync
from search.backends.fallback import FAILURES
from tests.search import servers
from tests.search.build import entry, followed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.elasticsearch,
    pytest.mark.no_cover,
]
ROADS, WATERS = 420, 180  # more than one batch
ASKED = {"жол": ROADS, "су": WATERS, "": ROADS + WATERS}
ASKING = 3  # threads
PATIENCE = 30  # seconds


@pytest.fixture(scope="module")
def three_nodes():
    with servers.cluster(3) as cluster:
        yield cluster


@pytest.fixture
def engine(three_nodes, settings):
    """The portal's engine with three hosts, its index built on all that live."""
    three_nodes.make_whole()
    settings.ELASTICSEARCH_URL = three_nodes.url
    engine = get_engine()
    engine.breaker.close()
    # A busy test machine is not a dead server.
    engine.searcher.client = engine.client.options(request_timeout=PATIENCE)
    engine.searcher.patience = PATIENCE
    roads = [entry(f"road{n}", title=f"Жол жөндеу {n}") for n in range(ROADS)]
    waters = [entry(f"water{n}", title=f"Ауыз су {n}") for n in range(WATERS)]
    indexing.rebuild([*roads, *waters])
    followed()
    three_nodes.make_whole()
    assert copies(engine) == ["p", "r"], "a second node holds a copy"
    return engine


def copies(engine) -> list[str]:
    shards = engine.patient.cat.shards(index=engine.alias, format="json").body
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
def people_asking(engine, monkeypatch):
    load = Load()
    search = engine.database.search

    def counted(query):
        load.by_database += 1
        return search(query)

    monkeypatch.setattr(engine.database, "search", counted)
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


def test_a_node_dies_while_people_ask(three_nodes, engine, monkeypatch):
    with people_asking(engine, monkeypatch) as load:
        load.answered(30)
        assert load.by_database == 0
        three_nodes.kill(engine.patient.cat.master(format="json")[0]["node"])
        load.answered(100)
    asked = engine.patient.search(index=engine.alias, query={"exists": {"field": "kind"}})
    assert asked["hits"]["total"]["value"] == ROADS + WATERS


def test_a_node_dies_while_the_index_is_built(three_nodes, engine, monkeypatch):
    old = set(engine.patient.indices.get_alias(name=engine.alias).body)

    def kill_its_holder(done: int) -> None:
        if done == documents.BATCH:
            making = set(engine.patient.indices.get(index=f"{engine.alias}-*").body) - old
            shards = engine.patient.cat.shards(index=making.pop(), format="json").body
            three_nodes.kill(next(each["node"] for each in shards if each["prirep"] == "p"))

    with people_asking(engine, monkeypatch) as load:
        load.answered(10)
        try:
            rebuild.rebuild(engine.patient, engine.alias, kill_its_holder)
        except FAILURES:
            assert set(engine.patient.indices.get_alias(name=engine.alias).body) == old
            rebuild.rebuild(engine.patient, engine.alias, lambda done: None)
        load.answered(10)
    assert not old & set(engine.patient.indices.get_alias(name=engine.alias).body)
    assert sync.differences(engine.patient, engine.alias) == (set(), set(), set())
