"""The database of the tests: migrated once, restored after every test that commits.

A transactional test ends with Django's flush, which empties the page tree and the tables of law too.
pytest-django would fill them again from a JSON dump before each such test; here the next test that
uses the database gets a byte copy (SQLite) or the dump (PostgreSQL) back, whatever order the workers
run the tests in.
"""

import hashlib
import io
import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases

from core.models import PeriodicJob
from search import index_writer
from search.models import Term
from services.models import Body, Topic

ROOT = Path(__file__).resolve().parent.parent
MIGRATED_COPIES = ROOT / "var" / "tests"
FIXTURES = {"db", "transactional_db", "live_server"}


@dataclass
class Snapshot:
    """The content every test starts with: a file on SQLite, a JSON dump on PostgreSQL."""

    content: str = ""
    blocker: Any = None
    is_flushed: bool = False


SNAPSHOT = Snapshot()


def uses_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or names & FIXTURES)


def is_transactional(item: pytest.Item) -> bool:
    """Return whether a test commits, so that Django flushes the tables after it."""
    marker = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", ()))
    return bool(
        (marker and marker.kwargs.get("transaction")) or names & {"transactional_db", "live_server"}
    )


def restore_after_flush(item: pytest.Item) -> None:
    """Restore the snapshot before a test that uses a flushed database."""
    if SNAPSHOT.is_flushed and uses_database(item):
        with SNAPSHOT.blocker.unblock():
            restore_snapshot()
        SNAPSHOT.is_flushed = False


def restore_snapshot() -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(SNAPSHOT.content) as source:
            source.backup(connection.connection)
        return
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    connection.creation.deserialize_db_from_string(SNAPSHOT.content)
    # The rows came with their primary keys: the sequences must go on after them.
    statements = connection.ops.sequence_reset_sql(no_style(), apps.get_models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    # The tables of the search engine are no models, so a flush leaves them as they were.
    index_writer.rebuild_from([])


def take_snapshot(folder: Path) -> None:
    if connection.vendor == "sqlite":
        SNAPSHOT.content = str(folder / "snapshot.sqlite3")
        connection.ensure_connection()
        with sqlite3.connect(SNAPSHOT.content) as copy:
            connection.connection.backup(copy)
    else:
        SNAPSHOT.content = connection.creation.serialize_db_to_string()
    # Django's own restoring has nothing to do. On the class: a browser's event loop gives its
    # thread another connection object.
    type(connections["default"])._test_serialized_contents = "[]"


def migrated_copy() -> Path:
    """Return where a migrated SQLite file is kept; its name changes with migrations and packages."""
    digest = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(f"{path.relative_to(ROOT)}".encode() + path.read_bytes())
    return MIGRATED_COPIES / f"{digest.hexdigest()[:16]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """Create the test database with the page tree and the tables of law."""
    SNAPSHOT.blocker = django_db_blocker
    is_sqlite = connection.vendor == "sqlite"
    folder = Path(settings.TEST_FOLDER)
    copy = migrated_copy()
    with django_db_blocker.unblock():
        if is_sqlite:
            target = folder / "test.sqlite3"
            settings.DATABASES["default"]["TEST"]["NAME"] = str(target)
            connection.settings_dict["TEST"]["NAME"] = str(target)
            if copy.exists():
                shutil.copy(copy, target)
        else:
            worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
            name = f"test_{connection.settings_dict['NAME']}_{worker}"
            connection.settings_dict["TEST"]["NAME"] = name
        old_databases = setup_databases(
            verbosity=0,
            interactive=False,
            keepdb=is_sqlite and copy.exists(),
            serialized_aliases=[],
        )
        if is_sqlite and not copy.exists():
            save_migrated_copy(target, copy)
        call_command("prepare", verbosity=0, stdout=io.StringIO())
        # Each test says itself what can be found, which synonyms, topics and jobs there are.
        Term.objects.all().delete()
        # No worker runs beside the tests: after ten minutes every job would be late.
        PeriodicJob.objects.all().delete()
        Body.objects.all().delete()
        Topic.objects.all().delete()
        index_writer.rebuild_from([])
        take_snapshot(folder)
    yield
    with django_db_blocker.unblock():
        if not is_sqlite:
            close_other_connections()
        connections.close_all()
        teardown_databases(old_databases, verbosity=0)


def close_other_connections() -> None:
    """End other connections: PostgreSQL drops no database that a finished thread still holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def save_migrated_copy(source: Path, target: Path) -> None:
    """Copy the migrated database atomically and drop copies of older migrations."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for old in target.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    part = target.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(source) as reading, sqlite3.connect(part) as writing:
        reading.backup(writing)
    part.replace(target)
