"""A database of version 0.1.0 upgrades without losing a row or a value."""

import json
import lzma
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.utils.html import escape

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "tests" / "fixtures" / "demo-0.1.0.sqlite3.xz"
# Derived from other tables and written anew, or Django's own books.
DERIVED = re.compile(
    r"search_(searchentry|change|index|promotion_)|wagtailsearch_|wagtailcore_referenceindex$|sqlite_"
    r"|django_(migrations|session|content_type)$|auth_(permission|group_permissions)$"
)
# "table" or "table.column" that a migration has dropped or rewrites on purpose, with the reason there.
CHANGED: set[str] = set()

Tables = dict[str, dict[object, dict[str, object]]]


def read_tables(path: Path) -> Tables:
    """Return table → primary key → column → value, without derived tables."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables: Tables = {}
    for name in [row["name"] for row in names if not DERIVED.match(row["name"])]:
        columns = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
        key = next((column["name"] for column in columns if column["pk"]), None)
        rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
        tables[name] = {row[key] if key else tuple(row): dict(row) for row in rows}
    connection.close()
    return tables


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> tuple[Path, Tables]:
    """The old database and its rows."""
    path = tmp_path_factory.mktemp("upgrade") / "portal.sqlite3"
    path.write_bytes(lzma.decompress(FIXTURE.read_bytes()))
    return path, read_tables(path)


@pytest.fixture(scope="module")
def addresses(before) -> dict[str, str]:
    """Public address → a text that must stand on its page, from the old rows."""
    _, tables = before
    answers = [
        row for row in tables["appeals_publishedanswer"].values() if row["stage"] == "published"
    ]
    titles = {
        row["url_path"].replace("/home", "/kk", 1): row["title"]
        for row in tables["wagtailcore_page"].values()
        if row["live"] and row["url_path"].startswith("/home/")
    }
    pages = {f"/{row['language']}/answers/{row['number']}/": row["title"] for row in answers}
    found = {
        f"/{row['language']}/search/?q={quote(row['title'])}": f"/answers/{row['number']}/"
        for row in answers[:5]
    }
    slugs = {row["id"]: row["slug"] for row in tables["services_office"].values()}
    approvers = {  # nobody changed a schedule after it was approved
        f"/kk/offices/{slugs[row['office_id']]}/stand/": row["approver_kk"]
        for row in tables["services_scheduleapproval"].values()
    }
    return {
        **pages,
        **found,
        **titles,
        **approvers,
        "/kk/figures/": "",
        "/ru/reception/": "",
        "/sitemap.xml": "",
    }


@pytest.fixture(scope="module")
def after(before, addresses) -> tuple[Tables, dict[str, tuple[int, str]]]:
    """The rows after the upgrade, and what the addresses show."""
    path, _ = before
    process = subprocess.run(
        [sys.executable, "-m", "tests.portal.upgraded_portal"],
        cwd=ROOT, input=json.dumps([*addresses]), capture_output=True, text=True, check=False,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{path}", "PYTHONPATH": str(ROOT),
             "DJANGO_SETTINGS_MODULE": "portal.settings.test"},
    )  # fmt: skip
    assert process.returncode == 0, process.stderr[-2000:]
    return read_tables(path), json.loads(process.stdout)


@pytest.mark.sqlite
def test_upgrade_keeps_every_row_and_value(before, after):
    lost = []
    for table, rows in before[1].items():
        if table in CHANGED:
            continue
        new = after[0].get(table)
        if new is None:
            lost.append(f"{table}: the table is gone")
            continue
        for key, row in rows.items():
            values = new.get(key)
            if values is None:
                lost.append(f"{table} {key}: the row is gone")
            else:
                lost += [
                    f"{table} {key} {column}: {value!r} is {values.get(column)!r}"
                    for column, value in row.items()
                    if values.get(column, ...) != value and f"{table}.{column}" not in CHANGED
                ]
    assert not lost, f"{len(lost)}:\n" + "\n".join(lost[:30])


@pytest.mark.sqlite
def test_upgrade_gives_every_case_a_salt_and_every_entry_a_leaf(after):
    tables = after[0]
    leaves = {row["digest"] for row in tables["core_ledgerleaf"].values()}
    sealed = [*tables["appeals_event"].values(), *tables["appeals_monthlyreport"].values()]
    assert all(row["leaf_id"] for row in sealed)
    assert len(leaves) == len(sealed)
    salts = {row["ledger_salt"] for row in tables["appeals_appeal"].values()}
    assert len(salts) == len(tables["appeals_appeal"])
    assert {len(salt) for salt in salts} == {32}


@pytest.mark.sqlite
def test_pages_open_and_answers_are_found_after_the_upgrade(addresses, after):
    wrong = [
        f"{address}: {status}, {expected!r} expected"
        for address, expected in addresses.items()
        for status, html in [after[1][address]]
        if status != 200 or escape(expected) not in html
    ]
    assert not wrong, "\n".join(wrong)
