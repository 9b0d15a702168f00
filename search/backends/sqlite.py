"""FTS5 over the flat table: our terms in (sqlite_index.py), bm25 with our weights out.

Wagtail's own back end is not used here: on SQLite its query runs the match once more for every hit
and fails on a quotation mark.
"""

import json
from collections.abc import Collection, Sequence

from django.db import connection

from search import analysis
from search.backends.database import DatabaseEngine
from search.backends.sqlite_index import NAMES, SqliteIndex
from search.query.clauses import Clause, TermClause

TABLE, WORDS = "search_index", "search_index_words"
# A word of the title weighs by standing in the other columns as well.
WEIGHTS = ", ".join(str(float(analysis.WEIGHTS.get(name, 0.0))) for name in NAMES)
MOST_NAMES = 900  # values in one IN (…)
ANALYSED = 1000  # rows the planner looks at


class SqliteEngine(DatabaseEngine):
    kind = SqliteIndex

    def queue(self) -> None:
        """SQLite has one writer at a time."""

    def settle(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {ANALYSED}")
            cursor.execute("ANALYZE search_searchentry")

    def matching(self, match: Clause) -> list[int]:
        with connection.cursor() as cursor:
            # One long text is read faster than a hundred thousand rows.
            cursor.execute(
                f"SELECT json_group_array(rowid) FROM {TABLE} WHERE {TABLE} MATCH %s",
                [said(match)],
            )
            return json.loads(cursor.fetchone()[0])

    def scores(self, match: Clause, ids: Sequence[int]) -> dict[int, float]:
        # The plus keeps the planner from running the match once for every id.
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid, -bm25({TABLE}, {WEIGHTS}) FROM {TABLE} WHERE {TABLE} MATCH %s "
                "AND +rowid IN (SELECT value FROM json_each(%s))",
                [said(match), json.dumps(list(ids))],
            )
            return dict(cursor.fetchall())

    def vocabulary(self, field: str, terms: Collection[str]) -> dict[str, int]:
        wanted, known = sorted(terms), {}
        with connection.cursor() as cursor:
            for n in range(0, len(wanted), MOST_NAMES):
                part = wanted[n : n + MOST_NAMES]
                cursor.execute(
                    f"SELECT term, entries FROM {WORDS} WHERE field = %s AND entries > 0 "
                    f"AND term IN ({', '.join(['%s'] * len(part))})",
                    [field, *part],
                )
                known.update(cursor.fetchall())
        return known


def said(match: Clause) -> str:
    """The tree as an FTS5 expression of quoted terms."""
    if isinstance(match, TermClause):
        quoted = '"{}"'.format(match.term.replace('"', '""'))
        return f"{match.field} : {quoted}{' *' if match.is_prefix else ''}"
    joint = " AND " if match.require_all else " OR "
    return f"({joint.join(said(part) for part in match.clauses)})"
