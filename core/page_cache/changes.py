"""Changes of what pages show: collected in the transaction, told after the commit."""

import logging
import sqlite3
from collections.abc import Callable, Iterable
from itertools import islice

from django.db import connection as default_connection
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from core.page_cache import index

log = logging.getLogger(__name__)
EVERYTHING = index.EVERYTHING
RECENT = 20  # callbacks of a transaction among which its change is looked for
Listener = Callable[[frozenset[str]], None]
_listeners: list[Listener] = []


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
            listener(names)


def when_changed(listener: Listener) -> None:
    """Call `listener` with the changed names after each commit: other servers have to know them."""
    _listeners.append(listener)


def apply(names: Iterable[str]) -> None:
    """Drop the pages and values of this server that depend on the names.

    Where the index cannot be written, everything is removed: a page that is too new harms nobody.
    """
    try:
        index.stamp(names)
    except (OSError, sqlite3.Error) as error:
        log.warning("kept pages are all dropped: %s", error)
        index.destroy()


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
