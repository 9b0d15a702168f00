"""How many bytes an appeal and a published answer take, from databases that are there anyway."""

import sqlite3
from pathlib import Path

from bench.figures import Figure, Table

TABLES = (
    "SELECT coalesce(parent.tbl_name, stat.name) AS what, sum(stat.pgsize), sum(stat.payload) "
    "FROM dbstat AS stat LEFT JOIN sqlite_master AS parent ON parent.name = stat.name GROUP BY what"
)
# Tables of the cases, with what is sent about them. The others do not grow with each appeal.
OF_CASES = ("appeals_", "core_notice", "forms_draft")
NOT_OF_CASES = ("appeals_publishedanswer", "appeals_routingrule", "appeals_monthlyreport")
OF_ANSWERS = ("appeals_publishedanswer", "search_")


def measure(demo: Path, many: Path, table: Table) -> None:
    """Add both, indexes included: of cases the demo's, which went through everything."""
    cases = sum(
        payload for name, _pages, payload in rows(demo)
        if name.startswith(OF_CASES) and not name.startswith(NOT_OF_CASES)
    )  # fmt: skip
    answers = sum(pages for name, pages, _payload in rows(many) if name.startswith(OF_ANSWERS))
    per_case = cases / count(demo, "appeals_appeal")
    per_answer = answers / count(many, "appeals_publishedanswer")
    table.add(
        Figure("space.appeal", per_case / 1000, "kB", against="with journal and letters"),
        Figure("space.answer", per_answer / 1000, "kB", against="with its search index"),
    )


def rows(database: Path) -> list[tuple[str, int, int]]:
    """Return (table, bytes of its pages, bytes of its content) with their indexes."""
    connection = sqlite3.connect(database)
    try:
        return connection.execute(TABLES).fetchall()
    finally:
        connection.close()


def count(database: Path, name: str) -> int:
    connection = sqlite3.connect(database)
    try:
        return connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
    finally:
        connection.close()
