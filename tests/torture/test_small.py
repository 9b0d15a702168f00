"""The tortures of `make torture` in small: with real servers, a few seconds of each."""

import os
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections

from tests.database import SNAPSHOT, close_other_connections, restore_snapshot
from tests.torture.installation import CONTENT, Installation, Template
from tests.torture.tortures import TORTURES, Torture


@pytest.fixture(scope="session")
def template(django_db_setup, django_db_blocker, tmp_path_factory) -> Template:
    """Copy the database that tests start with and put in what appeals and bookings need."""
    folder = tmp_path_factory.mktemp("torture")
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            address = f"sqlite:///{SNAPSHOT.content}"
        else:
            if SNAPSHOT.is_flushed:
                restore_snapshot()
                SNAPSHOT.is_flushed = False
            name = connection.settings_dict["NAME"]
            address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
            close_other_connections()
            connections.close_all()  # nobody may use a database that is copied
    stack = ExitStack()
    copied = Template(address).copy(folder, stack)
    Installation(folder, copied, stack).manage("shell", "-c", CONTENT.read_text())
    yield Template(copied)
    stack.close()


# What other tests try too is left to `make test-long`: these have no other.
ALWAYS = {"killed", "slots", "new_year", "fuzzed"}


@pytest.mark.parametrize(
    "torture",
    [
        pytest.param(torture, marks=() if torture.name in ALWAYS else pytest.mark.long)
        for torture in TORTURES
        if torture.small
    ],
    ids=lambda torture: torture.name,
)
def test_promises_are_kept(torture: Torture, template: Template, tmp_path):
    kind = "SQLite" if template.is_sqlite else "PostgreSQL"
    if kind not in torture.databases:
        return
    with template.install(tmp_path / torture.name) as installation:
        figures = torture.run(installation, **torture.small)
    assert figures
