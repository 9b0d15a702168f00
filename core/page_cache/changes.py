"""Changes of what pages show: collected in the transaction, told after the commit."""

import logging
import time
from collections.abc import Callable, Iterable
from itertools import islice

from django.db import connection as default_connection
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from core.page_cache import index

log = logging.getLogger(__name__)
EVERYTHING = index.EVERYTHING
RECENT = 20  # callbacks of a transaction among which its change is looked for
RETRY_SECONDS = 2.0  # between two attempts to drop what could not be dropped
Listener = Callable[[frozenset[str]], None]
_listeners: list[Listener] = []


class _Drops:
    """How many drops failed in this process, and after how many of them all was dropped."""

    failed = 0
    healed = 0
    tried_at = 0.0  # time.monotonic()


class Change:
    """The names that one transaction changes; Django calls it after the commit."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __call__(self) -> None:
        """Drop the pages of this server that depend on the names, and tell the listeners."""
        names = frozenset(self.names)
        self.names.clear()
        if not names:
            return
        apply(names)
        for listener in _listeners:
            try:
                listener(names)
            except Exception:  # the transaction is committed: what else waits for it has its turn
                log.exception("a change is not told")


def when_changed(listener: Listener) -> None:
    """Call `listener` with the changed names after each commit: other servers have to know them."""
    _listeners.append(listener)


def apply(names: Iterable[str]) -> None:
    """Drop the pages and values of this server that depend on the names.

    Where the index cannot be written, everything is removed: a page that is too new harms nobody.
    Where that fails too, this process uses nothing kept until it succeeds. Nothing is raised: the
    transaction is committed.
    """
    try:
        index.stamp(names)
    except Exception as error:  # whatever it is, the pages are too old
        if index.destroy():
            log.warning("kept pages are all dropped: %s", error)
            return
        if has_dropped():
            log.error("kept pages cannot be dropped, and are not used until they are: %s", error)
        _Drops.tried_at = time.monotonic()
        _Drops.failed += 1


def has_dropped() -> bool:
    """Return whether no drop failed in this process since everything was dropped."""
    return _Drops.healed == _Drops.failed


def may_use() -> bool:
    """Return the same after another attempt, where the last one is some time ago."""
    if has_dropped():
        return True
    if time.monotonic() - _Drops.tried_at < RETRY_SECONDS:
        return False
    _Drops.tried_at = time.monotonic()
    failed = _Drops.failed  # another thread may add one meanwhile
    try:
        index.stamp([EVERYTHING])
    except Exception:
        if not index.destroy():
            return False
    _Drops.healed = max(_Drops.healed, failed)
    log.warning("kept pages are dropped at last, and used again")
    return has_dropped()


def changed(*names: str) -> None:
    """Drop what depends on the names once the current transaction is committed."""
    register(default_connection, names)


def drop_all() -> None:
    """Drop every kept page and value, now."""
    change = Change()
    change.names.add(EVERYTHING)
    change()


def drop_here() -> None:
    """Drop every kept page and value of this server: others have a release of their own."""
    apply([EVERYTHING])


def register(connection: BaseDatabaseWrapper, names: Iterable[str]) -> None:
    """Note a change in the connection's transaction; a rollback (to a savepoint) forgets it."""
    if connection.in_atomic_block:
        savepoints = set(connection.savepoint_ids)
        for registered, function, *_ in islice(reversed(connection.run_on_commit), RECENT):
            if isinstance(function, Change) and registered == savepoints:
                function.names.update(names)
                return
    change = Change()
    change.names.update(names)
    connection.on_commit(change)


def uncommitted() -> set[str]:
    """Return what this thread has changed and not committed yet."""
    names: set[str] = set()
    for connection in connections.all(initialized_only=True):
        for _savepoints, function, *_ in connection.run_on_commit:
            if isinstance(function, Change):
                names |= function.names
    return names


def is_inside_transaction() -> bool:
    """Return whether this thread may see other data than the next one: then nothing is kept."""
    return any(
        connection.in_atomic_block and not _is_of_test(connection)
        for connection in connections.all(initialized_only=True)
    )


def settle() -> None:
    """Tell the changes of a test at once: its own transaction is never committed."""
    for connection in connections.all(initialized_only=True):
        if connection.run_on_commit and _is_of_test(connection):
            for _savepoints, function, *_ in list(connection.run_on_commit):
                if isinstance(function, Change):
                    function()


def _is_of_test(connection: BaseDatabaseWrapper) -> bool:
    """Return whether every open transaction is one that a test wraps around itself.

    Django asks the same where `atomic(durable=True)` is used in a test.
    """
    return connection.in_atomic_block and all(
        getattr(block, "_from_testcase", False) for block in connection.atomic_blocks
    )
