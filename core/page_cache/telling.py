"""Tell the other servers through Redis (CACHE_URL) what has changed; listening.py hears it.

Each server has an index, pages and values of its own. A commit publishes the names that it changed
under the next number. A server that does not hear keeps nothing.
"""

import json
import logging
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from core.page_cache import changes, index

log = logging.getLogger(__name__)
CHANNEL = "qabyldau:changes"  # also the key of the latest number
LOST_SECONDS = 5.0
ANSWER_SECONDS = 1
LISTENING, UNTOLD, NUMBER = ".listening", ".untold", ".number"
PUBLISH = """
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SET', KEYS[1], ARGV[2]) end
local number = redis.call('INCR', KEYS[1])
redis.call('PUBLISH', KEYS[1], number .. ' ' .. ARGV[1])
return number
"""
_silent_until = 0.0  # time.monotonic(); a Redis that failed is not asked by every commit


def connect() -> None:
    """Tell every change from now on."""
    changes.when_changed(tell)


def is_heard() -> bool:
    """Return whether this server hears of changes, so that it may keep pages and values."""
    if not settings.CACHE_URL:
        return True
    try:
        age = time.time() - file_of(LISTENING).stat().st_mtime
    except OSError:
        return False
    return abs(age) < LOST_SECONDS


def tell(names: Iterable[str]) -> None:
    """Publish changed names; what could not be told is remembered, and told as `everything`."""
    global _silent_until
    if not settings.CACHE_URL:
        return
    wanted = {changes.EVERYTHING} if file_of(UNTOLD).exists() else set(names)
    try:
        if time.monotonic() < _silent_until:
            raise TimeoutError("Redis was silent a moment ago")
        with closing(open_client()) as client:
            text = json.dumps([server(), *sorted(wanted)])
            number = int(str(client.eval(PUBLISH, 1, CHANNEL, text, first_number())))
        if known_number() == number - 1:
            remember_number(number)  # this server has applied its own change
        file_of(UNTOLD).unlink(missing_ok=True)
    except (RedisError, OSError) as error:
        _silent_until = time.monotonic() + ANSWER_SECONDS
        log.warning("other servers are not told of a change: %s", type(error).__name__)
        with suppress(OSError):
            index.root().mkdir(parents=True, exist_ok=True)
            file_of(UNTOLD).touch()


def known_number() -> int | None:
    """Return the number of the latest change that this server has applied."""
    try:
        return int(file_of(NUMBER).read_text())
    except (OSError, ValueError):
        return None


def remember_number(number: int) -> None:
    """Store that number: pages are not dropped by a restart that missed nothing."""
    with suppress(OSError):
        file_of(NUMBER).write_text(str(number))


def first_number() -> int:
    """Return the number with which an emptied Redis begins: none comes twice."""
    return int(time.time() * 1000)


def open_client() -> redis.Redis:
    """Return a client that waits a second at most."""
    return redis.Redis.from_url(
        settings.CACHE_URL,
        socket_connect_timeout=ANSWER_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )


def file_of(name: str) -> Path:
    """Return a file of this server beside its pages."""
    return index.root() / name


def server() -> str:
    """Return what tells this server's messages from others': the name of its index."""
    try:
        return index.moment().epoch
    except (OSError, sqlite3.Error):
        return ""
