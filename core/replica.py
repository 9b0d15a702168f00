"""Which database a query goes to: the primary, or a replica that follows it a moment later.

Everything reads and writes the primary, except inside a request that the portal has found fit to
read the replica (`start_reading`). A replica that does not answer, is too late, follows nobody or
was promoted is left alone for a while.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import Error

ALIAS = "replica"
ASKED_EVERY = 2  # seconds between two questions of one process to a replica that is well
LEFT_ALONE = 10  # seconds before a replica that is not well is asked again
# Kept for long in a cache of the process or in Redis: a late row would be kept with them.
CACHED_MODELS = {
    "contenttypes.contenttype",
    "core.calendarday",
    "wagtailcore.locale",
    "wagtailcore.site",
}
# Without anything left to replay the last transaction may be old: nothing has been written since.
# A replica that was just started and has something left does not know how late it is.
STATE = """
    SELECT pg_is_in_recovery(), EXISTS (SELECT 1 FROM pg_stat_wal_receiver),
        CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0 ELSE
            COALESCE(
                EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 1e9
            ) END
"""

log = logging.getLogger(__name__)
_is_reading: ContextVar[bool] = ContextVar("reads_the_replica", default=False)


class _State:
    """What this process knows of the replica."""

    problem = ""
    ask_at = 0.0  # time.monotonic()


state = _State()


def is_configured() -> bool:
    """Return whether there is a replica."""
    return ALIAS in connections.databases


def start_reading() -> bool:
    """Read the replica until the end of `reading_primary` around; return whether it is well."""
    is_well = is_configured() and not find_problem()
    _is_reading.set(is_well)
    return is_well


def is_reading() -> bool:
    """Return whether queries of this thread go to the replica."""
    return _is_reading.get()


@contextmanager
def reading_primary() -> Iterator[None]:
    """Read the primary inside, whatever is read around."""
    token = _is_reading.set(False)
    try:
        yield
    finally:
        _is_reading.reset(token)


def alias_for_reads() -> str:
    """Return the alias of the database that queries of this thread go to."""
    return ALIAS if _is_reading.get() else DEFAULT_DB_ALIAS


def find_problem() -> str:
    """Return why the replica is not read; empty when it is well. Asks it now and then."""
    if time.monotonic() >= state.ask_at:
        set_problem(_ask())
    return state.problem


def set_problem(problem: str) -> None:
    """Remember whether the replica is well, until it is asked again."""
    if problem and not state.problem:
        log.warning("The replica is not read: %s", problem)
    state.problem = problem
    state.ask_at = time.monotonic() + (LEFT_ALONE if problem else ASKED_EVERY)


def _ask() -> str:
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(STATE)
            in_recovery, has_primary, late = cursor.fetchone()
    except Error as error:
        connections[ALIAS].close()
        return f"it does not answer ({type(error).__name__})"
    if not in_recovery:
        return "it was promoted and follows nobody"
    if not has_primary:
        return "it has lost the primary"
    if late > settings.REPLICA_MAX_LAG:
        return f"it is more than {settings.REPLICA_MAX_LAG} seconds late"
    return ""


class ReplicaRouter:
    """Django's router: it always decides, so that no object remembers where it came from."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Return where rows of a model are read."""
        return DEFAULT_DB_ALIAS if model._meta.label_lower in CACHED_MODELS else alias_for_reads()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Return the primary."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        """Allow it: both databases hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Refuse to migrate the replica, which gets the primary's tables by itself."""
        return db != ALIAS


class _Connection:
    """The connection that reads go through, in the place of `django.db.connection`."""

    def __getattr__(self, name: str) -> Any:
        return getattr(connections[alias_for_reads()], name)


connection: Any = _Connection()
