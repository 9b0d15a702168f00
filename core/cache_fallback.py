"""A shared cache that this process's memory replaces while it does not answer."""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

RETRY_SECONDS = 5
MAX_ENTRIES = 50_000  # with Django's 300 many visitors would evict the counter of an attacker
METHODS = (
    "add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many",
    "delete_many", "clear",
)  # fmt: skip

log = logging.getLogger(__name__)


class FallbackCache:
    """Mixin of a cache backend; a failed cache neither fails a page nor lifts a rate limit.

    After one of `errors` each process counts for itself, asks the cache again every RETRY_SECONDS,
    and `problem` holds the name of the error.
    """

    errors: ClassVar[tuple[type[Exception], ...]]
    problem: ClassVar[str] = ""
    retry_at: ClassVar[float] = 0.0

    def __init_subclass__(cls) -> None:
        """Guard the methods of a backend; those of BaseCache call the others."""
        for name in METHODS:
            if getattr(cls, name) is not getattr(BaseCache, name):
                setattr(cls, name, _guard(cls, getattr(cls, name)))

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(location, params)  # type: ignore[call-arg]
        self.memory = LocMemCache(location, {"OPTIONS": {"MAX_ENTRIES": MAX_ENTRIES}})


def _guard(cls: type[FallbackCache], method: Callable) -> Callable:
    """Return the method with the process's memory in the cache's place when it fails."""

    @wraps(method)
    def guarded(self: FallbackCache, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= cls.retry_at:
            try:
                result = method(self, *args, **kwargs)
            except cls.errors as error:
                cls.retry_at = time.monotonic() + RETRY_SECONDS
                cls.problem = type(error).__name__
                log.warning("%s does not answer: %s", cls.__name__, cls.problem)
            else:
                cls.problem = ""
                return result
        return getattr(self.memory, method.__name__)(*args, **kwargs)

    return guarded
