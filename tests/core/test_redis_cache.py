"""A Redis that does not answer: pages are served and attempts are still counted."""

import time

import pytest
from django.core.cache import cache

from core import rate_limit
from core.redis_cache import RedisCache


@pytest.fixture
def absent_redis(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "core.redis_cache.RedisCache",
            "LOCATION": "redis://127.0.0.1:9/0",
        }
    }
    yield
    cache.clear()
    RedisCache.retry_at, RedisCache.problem = 0.0, ""


def test_limits_hold_without_redis(absent_redis):
    assert [rate_limit.allow("door", "absent", 2, 60) for _ in range(3)] == [True, True, False]
    assert 0 < rate_limit.seconds_left("door", "absent") <= 60
    rate_limit.reset("door", "absent")
    assert rate_limit.allow("door", "absent", 2, 60)


def test_pages_are_served_without_redis_and_without_waiting(absent_redis, client, db):
    started = time.monotonic()
    for path in ("/kk/", "/kk/terms/", "/kk/appeals/status/"):
        assert client.get(path, follow=True).status_code < 500
    data = {"number": "TUR-2026-000001", "secret": "ABCD-EFGH"}
    assert client.post("/kk/appeals/status/", data).status_code < 500
    assert time.monotonic() - started < 10


def test_health_page_tells_that_redis_does_not_answer(absent_redis, client, db):
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["cache"] == "does not answer: ConnectionError"


@pytest.mark.redis
def test_redis_is_used_when_it_answers(redis_cache):
    cache.set("a", 1, 5)
    assert cache.get_many(["a", "b"]) == {"a": 1}
    assert cache.incr("a") == 2
    assert cache.decr("a") == 1
    assert not cache.add("a", 5)
    assert RedisCache.problem == ""
    cache.delete("a")
    with pytest.raises(ValueError, match="a"):
        cache.incr("a")


@pytest.mark.redis
def test_a_number_that_expired_is_not_counted_for_ever(redis_cache, monkeypatch):
    """It expires after Django has asked whether it is there, and before it is counted."""
    client = cache._cache.get_client(None, write=True)
    monkeypatch.setattr(type(client), "exists", lambda *args: True)
    with pytest.raises(ValueError, match="gone"):
        cache.incr("gone")
    assert client.ttl(cache.make_key("gone")) == -2, "no such key"
