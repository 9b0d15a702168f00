"""Copy a whole database into another of any kind, row by row: from SQLite to PostgreSQL.

Numbers, times and journal signatures stay as they are; no signal is sent. Indexes of the search
are another thing in each kind of database: they are built anew afterwards.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import sql

from core import page_cache
from portal.operations.backup import BackupError, list_user_data
from portal.settings import databases

SOURCE = "source"
BATCH = 500
# Rows of the search index and its queue; `reindex` and `update_index` write them.
BUILT_ANEW = {"search.searchentry", "search.change"}
APPS_BUILT_ANEW = {"wagtailsearch"}


def copy_database(url: str, progress: Callable[[str, int], None]) -> dict[str, int]:
    """Replace this database's content by that of `url`; return table → number of rows."""
    if existing := list_user_data():
        raise BackupError(f"There are {', '.join(existing)} in this database: take an empty one.")
    connect(url)
    applied = [
        MigrationRecorder(connections[name]).applied_migrations() for name in (SOURCE, "default")
    ]
    if set(applied[0]) != set(applied[1]):
        raise BackupError("The two databases have other migrations: run `migrate` on both first.")
    copied = {}
    with transaction.atomic():
        empty_tables()
        for model in copied_models():
            copied[model._meta.db_table] = copy_rows(model)
            progress(model._meta.db_table, copied[model._meta.db_table])
        reset_sequences()
    page_cache.drop_all()
    cache.clear()
    return copied


def connect(url: str) -> None:
    """Make the database of `url` known under the name SOURCE."""
    parts = databases.from_url(url, Path(), wait=5)
    connections.settings[SOURCE] = {**connections.settings["default"], **parts}


def copied_models() -> Iterator[type[models.Model]]:
    """Yield every model whose rows are copied, the tables of many-to-many fields among them."""
    tables = set(connection.introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        if (
            options.managed
            and not options.proxy
            and options.db_table in tables
            and options.label_lower not in BUILT_ANEW
            and options.app_label not in APPS_BUILT_ANEW
        ):
            yield model


def empty_tables() -> None:
    """Empty all tables of models; what migrations wrote is in the source too."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    statements = connection.ops.sql_flush(no_style(), tables, allow_cascade=True)
    connection.ops.execute_sql_flush(statements)


def copy_rows(model: type[models.Model]) -> int:
    """Copy the rows of one table as they are; return how many there were."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    names = [field.attname for field in fields]
    rows = model._base_manager.using(SOURCE).values_list(*names).order_by().iterator(BATCH)
    number = 0
    while batch := list(islice(rows, BATCH)):
        insert = sql.InsertQuery(model)
        objects: list[Any] = [
            SimpleNamespace(**dict(zip(names, row, strict=True))) for row in batch
        ]
        insert.insert_values(fields, objects, raw=True)
        insert.get_compiler(using="default").execute_sql()
        number += len(objects)
    return number


def reset_sequences() -> None:
    """Let new rows be numbered after the copied ones."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(copied_models()))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
