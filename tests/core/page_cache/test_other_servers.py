"""Kept pages of several servers: changes are told through a real Redis, which may be lost."""

import json
import time
from contextlib import ExitStack

import pytest

from core import page_cache
from core.page_cache import copies, listening, telling
from tests import builders
from tests.web_servers import free_port, running

pytestmark = pytest.mark.redis
PAGE, KEPT = "/ru/accessibility/", "testserver/ru/accessibility"


class RedisServer:
    """A Redis of this test alone, which can be stopped and started."""

    def __init__(self, folder) -> None:
        self.folder, self.port, self.stack = folder, free_port(), ExitStack()
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--bind", "127.0.0.1"]
        self.stack.enter_context(running(command, self.port, self.folder))

    def stop(self) -> None:
        self.stack.close()


@pytest.fixture
def redis_server(tmp_path, settings, kept):
    server = RedisServer(tmp_path)
    settings.CACHE_URL = f"redis://127.0.0.1:{server.port}/0"
    yield server
    server.stop()


@pytest.fixture
def listener(redis_server, monkeypatch):
    monkeypatch.setattr(telling, "LOST_SECONDS", 1.5)
    monkeypatch.setattr(telling, "_silent_until", 0.0)
    monkeypatch.setattr(listening, "REFRESH_SECONDS", 3600)
    listener = listening.start()
    wait_until(telling.is_heard)
    yield listener
    listener.stopped.set()
    listener.join(10)


def wait_until(is_so) -> None:
    for _ in range(200):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError(is_so)


def is_kept() -> bool:
    return copies.find(KEPT) is not None


def another_server_tells(*names: str) -> None:
    client = telling.open_client()
    client.eval(telling.PUBLISH, 1, telling.CHANNEL, json.dumps(["another", *names]), 1)


def test_change_on_another_server_drops_what_shows_it_here(client, site, listener):
    assert client.get(PAGE).status_code == 200
    another_server_tells("services_body")
    time.sleep(0.5)
    assert is_kept()
    another_server_tells("services_body", "home_portalsettings")
    wait_until(lambda: not is_kept())


def test_own_change_is_told_and_not_applied_twice(client, site, listener):
    client.get(PAGE)
    before = listener.number
    builders.set_portal_contacts(hotline="+77172000001")
    client.get(PAGE)
    assert is_kept()
    wait_until(lambda: listener.number > before)
    time.sleep(0.3)
    assert is_kept()


def test_missed_number_drops_everything(client, site, listener):
    another_server_tells("services_body")
    client.get(PAGE)
    assert is_kept()
    telling.open_client().incr(telling.CHANNEL)  # a message that never arrived
    another_server_tells("services_body")
    wait_until(lambda: not is_kept())


def test_nothing_is_kept_while_redis_is_lost(client, site, listener, redis_server):
    client.get(PAGE)
    assert is_kept()
    redis_server.stop()
    wait_until(lambda: not telling.is_heard())
    wait_until(lambda: not is_kept())
    assert client.get(PAGE).status_code == 200
    assert not is_kept()
    values = iter(range(9))
    assert [page_cache.kept_value("lost", lambda: next(values)) for _ in range(2)] == [0, 1]
    builders.set_portal_contacts(hotline="+77172000002")
    client.get(PAGE)
    assert telling.file_of(telling.UNTOLD).exists()

    redis_server.start()
    wait_until(telling.is_heard)
    wait_until(lambda: not telling.file_of(telling.UNTOLD).exists())
    wait_until(lambda: client.get(PAGE).status_code == 200 and is_kept())


def test_page_is_not_kept_where_no_process_listens(client, site, redis_server):
    assert client.get(PAGE).status_code == 200
    assert not is_kept()


def test_next_process_listens_when_one_has_ended(listener):
    second = listening.start()
    time.sleep(0.3)
    assert second.number is None
    listener.stopped.set()
    wait_until(lambda: second.number is not None)
    second.stopped.set()
    second.join(10)
