"""Redis as the cache, with this process's memory in its place while Redis does not answer."""

import logging
import time
from typing import Any, ClassVar

from django.core.cache.backends import redis
from django.core.cache.backends.locmem import LocMemCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

RETRY_SECONDS = 5
TIMEOUT_SECONDS = 1

log = logging.getLogger(__name__)


def _with_fallback(name: str) -> Any:
    """Return a method that calls Redis, or the process's memory when Redis fails."""

    def method(self: "RedisCache", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= RedisCache.retry_at:
            try:
                result = getattr(redis.RedisCache, name)(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                RedisCache.retry_at = time.monotonic() + RETRY_SECONDS
                RedisCache.problem = type(error).__name__
                log.warning("Redis does not answer: %s", RedisCache.problem)
            else:
                RedisCache.problem = ""
                return result
        return getattr(self.memory, name)(*args, **kwargs)

    method.__name__ = name
    return method


class RedisCache(redis.RedisCache):
    """Django's cache in Redis; its failure neither fails a page nor lifts a rate limit.

    While Redis fails each process counts for itself, asks Redis again every RETRY_SECONDS, and
    `problem` holds the name of the error.
    """

    problem: ClassVar[str] = ""
    retry_at: ClassVar[float] = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "socket_connect_timeout": TIMEOUT_SECONDS,
            "socket_timeout": TIMEOUT_SECONDS,
            "retry": Retry(NoBackoff(), 0),  # the library would wait for seconds
            **params.get("OPTIONS", {}),
        }
        super().__init__(server, {**params, "OPTIONS": options})
        self.memory = LocMemCache(server, {"OPTIONS": {"MAX_ENTRIES": 50_000}})

    add = _with_fallback("add")
    get = _with_fallback("get")
    set = _with_fallback("set")
    touch = _with_fallback("touch")
    delete = _with_fallback("delete")
    get_many = _with_fallback("get_many")
    has_key = _with_fallback("has_key")
    incr = _with_fallback("incr")
    set_many = _with_fallback("set_many")
    delete_many = _with_fallback("delete_many")
    clear = _with_fallback("clear")
