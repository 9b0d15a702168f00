"""An SQLite file as the cache that all processes of one server share; docs/decisions.md says why.

Each operation is one statement that commits at once: parallel counting is exact, no transaction of
the portal's database takes a count back, and none waits for another's lock.
"""

import os
import pickle
import sqlite3
import threading
import time
from typing import Any, ClassVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from core.cache_fallback import FallbackCache

TIMEOUT_SECONDS = 1  # for the statement of another process
MAX_ENTRIES = 500_000  # about 100 MB
WRITES_BETWEEN_CULLS = 500
CULLED_AT_ONCE = 2_000
TABLE = """
    PRAGMA journal_mode=WAL;
    PRAGMA synchronous=NORMAL;
    CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, key TEXT UNIQUE, value, expires REAL);
    CREATE INDEX IF NOT EXISTS entry_expires ON entry (expires);
"""
INSERT = "INSERT INTO entry (key, value, expires) VALUES (:key, :value, :expires) "
REPLACE = "ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires "
CULL = """
    DELETE FROM entry WHERE id IN (
        SELECT id FROM entry WHERE expires <= :now ORDER BY expires LIMIT :limit
    )
"""


class SharedFile:
    """The one connection of this process to a cache file, opened anew after a fork."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.pid = 0
        self.writes = 0
        self.lock = threading.Lock()
        self.connection: sqlite3.Connection

    def execute(self, statement: str, **values: Any) -> tuple[list[tuple], int]:
        """Run one statement; return its rows and how many rows it changed."""
        if self.pid != os.getpid():
            self.lock = threading.Lock()
        with self.lock:
            if self.pid != os.getpid():
                self.connection = sqlite3.connect(
                    self.path,
                    timeout=TIMEOUT_SECONDS,
                    isolation_level=None,
                    check_same_thread=False,
                )
                self.connection.executescript(TABLE)
                self.pid = os.getpid()
            cursor = self.connection.execute(statement, {"now": time.time(), **values})
            return cursor.fetchall(), cursor.rowcount

    def is_time_to_cull(self) -> bool:
        """Count a write; return True for one of WRITES_BETWEEN_CULLS."""
        self.writes += 1
        return self.writes % WRITES_BETWEEN_CULLS == 0


_files: dict[str, SharedFile] = {}


class _SQLiteBackend(BaseCache):
    """Values are stored as integers, which can be counted up, or pickled."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.file = _files.setdefault(location, SharedFile(location))

    def _write(self, statement: str, key: str, value: Any, timeout: Any, version: Any) -> bool:
        if self.file.is_time_to_cull():
            self._cull()
        is_number = type(value) is int and abs(value) < 2**62
        _rows, changed = self.file.execute(
            statement,
            key=self.make_and_validate_key(key, version),
            value=value if is_number else pickle.dumps(value),
            expires=self._expires(timeout),
        )
        return changed > 0

    def _expires(self, timeout: Any) -> float:
        """Return when a value expires, in seconds of time.time()."""
        moment = self.get_backend_timeout(timeout)
        return float("inf") if moment is None else moment

    def _cull(self) -> None:
        """Delete expired entries, and above MAX_ENTRIES those that would expire next."""
        self.file.execute(CULL, limit=CULLED_AT_ONCE)
        [(number,)], _ = self.file.execute("SELECT count(*) FROM entry")
        if number > MAX_ENTRIES:
            self.file.execute(CULL, limit=CULLED_AT_ONCE, now=float("inf"))

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """Set a value unless there is one."""
        statement = f"{INSERT} {REPLACE} WHERE entry.expires <= :now"
        return self._write(statement, key, value, timeout, version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """Set a value."""
        self._write(f"{INSERT} {REPLACE}", key, value, timeout, version)

    def get(self, key, default=None, version=None):
        """Return a value, or `default`."""
        rows, _ = self.file.execute(
            "SELECT value FROM entry WHERE key = :key AND expires > :now",
            key=self.make_and_validate_key(key, version),
        )
        if not rows:
            return default
        value = rows[0][0]
        return pickle.loads(value) if isinstance(value, bytes) else value  # noqa: S301 - our file

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        """Change when a value expires; return whether there is one."""
        _rows, changed = self.file.execute(
            "UPDATE entry SET expires = :expires WHERE key = :key AND expires > :now",
            key=self.make_and_validate_key(key, version),
            expires=self._expires(timeout),
        )
        return changed > 0

    def delete(self, key, version=None):
        """Delete a value; return whether there was one."""
        _rows, changed = self.file.execute(
            "DELETE FROM entry WHERE key = :key AND expires > :now",
            key=self.make_and_validate_key(key, version),
        )
        return changed > 0

    def incr(self, key, delta=1, version=None):
        """Add to a number and return it; raise ValueError when there is none."""
        rows, _ = self.file.execute(
            "UPDATE entry SET value = value + :delta WHERE key = :key AND expires > :now "
            "AND typeof(value) = 'integer' RETURNING value",
            key=self.make_and_validate_key(key, version),
            delta=delta,
        )
        if not rows:
            raise ValueError(f"Key '{key}' not found")
        return rows[0][0]

    def clear(self):
        """Delete everything."""
        self.file.execute("DELETE FROM entry")


class SQLiteCache(FallbackCache, _SQLiteBackend):
    """The cache without CACHE_URL."""

    errors: ClassVar[tuple[type[Exception], ...]] = (sqlite3.Error,)
