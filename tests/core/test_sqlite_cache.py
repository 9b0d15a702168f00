"""The cache file: all processes of a server count together, and a lost file stops nobody."""

import os
import sqlite3
import time

import pytest
from django.core.cache import cache
from django.db import transaction

from core import rate_limit, sqlite_cache
from core.sqlite_cache import SQLiteCache

PROCESSES, ATTEMPTS, LIMIT = 8, 40, 100


def in_processes(number: int, work) -> list[int]:
    """Run `work` in forked processes; return what each of them returned (0 to 255)."""
    children = []
    for _ in range(number):
        child = os.fork()
        if child == 0:
            result = 255
            try:
                result = work()
            finally:
                os._exit(result)
        children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def knock() -> int:
    return sum(rate_limit.allow("door", "10.0.0.1", LIMIT, 600) for _ in range(ATTEMPTS))


def test_parallel_processes_never_exceed_a_limit():
    cache.get("opened-before-the-fork")
    allowed = in_processes(PROCESSES, knock)
    assert sum(allowed) == LIMIT, allowed
    assert not rate_limit.allow("door", "10.0.0.1", LIMIT, 600)


@pytest.mark.redis
def test_processes_of_several_servers_count_together_in_redis(redis_cache):
    assert sum(in_processes(PROCESSES, knock)) == LIMIT
    assert not rate_limit.allow("door", "10.0.0.1", LIMIT, 600)
    cache.clear()


def test_what_one_process_stores_another_reads():
    assert in_processes(1, lambda: cache.set("antivirus.silent", True, 60) or 0) == [0]
    assert cache.get("antivirus.silent") is True


@pytest.mark.django_db
def test_rolled_back_transaction_uncounts_nothing():
    with transaction.atomic():
        assert rate_limit.allow("door", "a", 1, 60)
        transaction.set_rollback(True)
    assert not rate_limit.allow("door", "a", 1, 60)


def test_values_expire_and_are_deleted_from_the_file(monkeypatch):
    monkeypatch.setattr(sqlite_cache, "WRITES_BETWEEN_CULLS", 10)
    for number in range(20):
        cache.set(f"short-{number}", number, 0.01)
    cache.set("long", [1], 600)
    time.sleep(0.02)
    assert cache.get("short-1") is None
    assert cache.add("short-1", "again", 600)
    assert not cache.add("short-1", "once more", 600)
    with pytest.raises(ValueError, match="short-2"):
        cache.incr("short-2")
    for _ in range(10):
        cache.set("long", [2], 600)
    rows, _ = SQLiteCache(cache.file.path, {}).file.execute("SELECT key FROM entry")
    assert len(rows) == 2
    assert cache.get_many(["long", "short-1"]) == {"long": [2], "short-1": "again"}


def test_file_has_an_upper_limit(monkeypatch):
    monkeypatch.setattr(sqlite_cache, "WRITES_BETWEEN_CULLS", 10)
    monkeypatch.setattr(sqlite_cache, "MAX_ENTRIES", 30)
    monkeypatch.setattr(sqlite_cache, "CULLED_AT_ONCE", 20)
    for number in range(100):
        cache.set(f"key-{number}", number, 600 + number)
    rows, _ = SQLiteCache(cache.file.path, {}).file.execute("SELECT key FROM entry")
    assert len(rows) <= 40
    assert cache.get("key-99") == 99


def test_rate_limit_does_not_store_the_address():
    rate_limit.allow("open", "10.0.0.1", 3, 60)
    rows, _ = SQLiteCache(cache.file.path, {}).file.execute("SELECT key, value FROM entry")
    assert len(rows) == 2
    assert "10.0.0.1" not in str(rows)


@pytest.fixture
def broken_file(settings, tmp_path):
    path = tmp_path / "cache.sqlite3"
    path.write_bytes(b"no database" * 100)
    backend = "core.sqlite_cache.SQLiteCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(path)}}
    yield
    SQLiteCache.retry_at, SQLiteCache.problem = 0.0, ""


@pytest.mark.django_db
def test_limits_and_pages_hold_with_a_broken_file(broken_file, client):
    assert [rate_limit.allow("door", "absent", 2, 60) for _ in range(3)] == [True, True, False]
    assert client.get("/kk/appeals/status/").status_code == 200
    assert client.get("/healthz").json()["cache"] == "does not answer: DatabaseError"


def test_a_count_waits_only_a_moment_for_another_process():
    cache.set("a", 1, 60)
    other = sqlite3.connect(cache.file.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        started = time.process_time()
        assert rate_limit.allow("door", "b", 1, 60)
        assert SQLiteCache.problem == "OperationalError"
        assert not rate_limit.allow("door", "b", 1, 60), "counted in memory meanwhile"
        assert time.process_time() - started < 1
    finally:
        other.close()
        SQLiteCache.retry_at, SQLiteCache.problem = 0.0, ""
