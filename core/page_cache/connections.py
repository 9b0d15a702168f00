"""Watch the SQL of every database connection: what is read while rendering, what is written."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from core.page_cache import changes, rendering, statements

# Written by almost every request or turn of the worker. What reads one of them is not kept, so
# that writing them need not be told.
UNREAD = frozenset(
    {
        "core_absence",
        "core_accountsession",
        "core_invitation",
        "core_knowndevice",
        "core_ledgerleaf",
        "core_ledgernode",
        "core_ledgertree",
        "core_notice",
        "core_periodicjob",
        "django_session",
        "search_querylog",
        "wagtailadmin_editingsession",
        "wagtailcore_modellogentry",
        "wagtailcore_pagelogentry",
        "wagtailcore_referenceindex",
    }
)


@cache
def known_tables() -> frozenset[str]:
    """Return the tables of all models."""
    models = apps.get_models(include_auto_created=True)
    return frozenset(model._meta.db_table for model in models)


def watch(execute: Callable, sql: Any, params: Any, many: bool, context: dict) -> Any:
    """Execute a statement; record the tables it reads, register the ones it writes."""
    result = execute(sql, params, many, context)
    statement = statements.examine(str(sql), known_tables())
    if statement.reads:
        rendering.record_tables(statement.reads)
        if statement.reads & UNREAD:
            rendering.never_keep()
    written = statement.writes - UNREAD
    if written and not (statement.counts_rows and context["cursor"].rowcount == 0):
        changes.register(context["connection"], written)
    return result


def watch_connection(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Install `watch`, once for each connection; before what a `with` block adds and removes."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, watch)


def drop_after_migrate(**kwargs: Any) -> None:
    """Drop every page once the tables may have changed."""
    changes.drop_all()


def connect() -> None:
    """Watch every connection that is opened from now on."""
    connection_created.connect(watch_connection, dispatch_uid="core.page_cache")
    post_migrate.connect(
        drop_after_migrate, sender=apps.get_app_config("core"), dispatch_uid="core.page_cache"
    )
