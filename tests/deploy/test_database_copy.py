"""An installation moves from SQLite to PostgreSQL by `manage.py copy_database`."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.database import SNAPSHOT

pytestmark = [pytest.mark.deploy, pytest.mark.sqlite]
MAKE_APPEALS = """
from tests.builders import an_appeal
an_appeal().routed().started().answered()
an_appeal()
"""


def test_every_row_moves_and_new_ones_follow(stack, django_db_setup, tmp_path):
    source = tmp_path / "source.sqlite3"
    shutil.copy(SNAPSHOT.content, source)
    lite, target = f"sqlite:///{source}", stack.database.url_of("copied")
    stack.manage("shell", "-c", MAKE_APPEALS, DATABASE_URL=lite)
    printed = stack.manage("copy_database", lite, DATABASE_URL=target).splitlines()
    with closing(sqlite3.connect(source)) as rows:
        copied = {name: int(number) for number, name in map(str.split, printed[:-1])}
        for table, number in copied.items():
            expected = rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            there = stack.database.query(f"SELECT count(*) FROM {table}", "copied")[0][0]
            assert number == there == expected, table
    assert copied["appeals_appeal"] == 2
    assert copied["appeals_event"] > 4
    assert copied["wagtailcore_page"] > 20
    number = "SELECT nextval(pg_get_serial_sequence('appeals_appeal', 'id')) > max(id) FROM appeals_appeal"
    assert stack.database.query(number, "copied") == [(True,)]
    assert "2 appeals are whole" in stack.manage("verify_journal", DATABASE_URL=target)
    refused = stack.run_manage("copy_database", lite, DATABASE_URL=target)
    assert refused.returncode
    assert "take an empty one" in refused.stderr
