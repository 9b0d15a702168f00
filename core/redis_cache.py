"""Redis as the cache of several servers."""

from typing import Any, ClassVar

from django.core.cache.backends import redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from core.cache_fallback import FallbackCache

TIMEOUT_SECONDS = 1


class RedisCache(FallbackCache, redis.RedisCache):
    """Django's cache in Redis, asked once and with little patience."""

    errors: ClassVar[tuple[type[Exception], ...]] = (RedisError, OSError)

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "socket_connect_timeout": TIMEOUT_SECONDS,
            "socket_timeout": TIMEOUT_SECONDS,
            "retry": Retry(NoBackoff(), 0),  # the library would wait for seconds
            **params.get("OPTIONS", {}),
        }
        super().__init__(server, {**params, "OPTIONS": options})

    def incr(self, key, delta=1, version=None):
        """Add to a number; raise ValueError where there is none.

        Django asks first and adds then: a number that expires in between would begin anew and
        never expire.
        """
        value = super().incr(key, delta, version)
        made = self.make_and_validate_key(key, version)
        if value == delta and self._cache.get_client(made, write=True).ttl(made) < 0:
            self._cache.delete(made)
            raise ValueError(f"Key '{key}' not found")
        return value
