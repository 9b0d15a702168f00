"""FTS5 over the flat table: our terms in, bm25 with our weights out.

The index keeps no text (`content=''`): rowid is the entry's id, and to forget a row the terms it
was added with are made again from the entry. Wagtail's own back end is not used here: on SQLite its
query runs the match once more for every hit and fails on a quotation mark.
"""

import json
from collections import Counter
from collections.abc import Collection, Sequence

from django.db import connection

from search import language
from search.language.entries import FIELDS, Terms
from search.match import HEAD, Leaf, Match
from search.models import SearchEntry

from .database import DatabaseEngine
from .reading import row_terms

TABLE, WORDS = "search_index", "search_index_words"
NAMES = (*FIELDS, HEAD)
COLUMNS = ", ".join(NAMES)
ROW = f"rowid, {COLUMNS}"
MARKS = ", ".join(["%s"] * (len(NAMES) + 1))
# A word of the title weighs by standing in the other columns as well.
WEIGHTS = ", ".join(str(float(language.WEIGHTS.get(name, 0.0))) for name in NAMES)
MOST_NAMES = 900  # values in one IN (…)


class SqliteEngine(DatabaseEngine):
    def prepare(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5({COLUMNS}, content='', "
                "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")"
            )
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {WORDS} (field TEXT, term TEXT, entries INTEGER, "
                "PRIMARY KEY (field, term)) WITHOUT ROWID"
            )
            # What the counting reads, without the pages of text between.
            cursor.execute(
                "CREATE INDEX IF NOT EXISTS search_index_facets ON search_searchentry "
                '(id, "group", language, published_on, kind, topic, office, competent_body, '
                "outcome)"
            )

    def queue(self) -> None:
        """SQLite has one writer at a time."""

    def add(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        self.fill(rows, read)
        self._count(read, 1)

    def fill(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        values = [_values(row, terms) for row, terms in zip(rows, read, strict=True)]
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {TABLE}({ROW}) VALUES ({MARKS})", values)

    def remove(self, rows: Sequence[SearchEntry]) -> None:
        read = [row_terms(row) for row in rows]
        values = [_values(row, terms) for row, terms in zip(rows, read, strict=True)]
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {TABLE}({TABLE}, {ROW}) VALUES ('delete', {MARKS})", values
            )
        self._count(read, -1)

    def _count(self, read: Sequence[Terms], sign: int) -> None:
        """Asked for a number, FTS5 would go through a term's every entry."""
        words = Counter((name, term) for each in read for name in NAMES for term in set(each[name]))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {WORDS} VALUES (%s, %s, %s) ON CONFLICT (field, term) "
                "DO UPDATE SET entries = entries + excluded.entries",
                [(*word, sign * number) for word, number in sorted(words.items())],
            )

    def reset(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {WORDS}")
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        self.prepare()

    def settle(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('optimize')")
            cursor.execute(f"CREATE VIRTUAL TABLE temp.counted USING fts5vocab(main, {TABLE}, col)")
            cursor.execute(f"DELETE FROM {WORDS}")
            cursor.execute(f"INSERT INTO {WORDS} SELECT col, term, doc FROM temp.counted")
            cursor.execute("DROP TABLE temp.counted")
            cursor.execute("ANALYZE search_searchentry")

    def matching(self, match: Match) -> list[int]:
        with connection.cursor() as cursor:
            # One long text is read faster than a hundred thousand rows.
            cursor.execute(
                f"SELECT json_group_array(rowid) FROM {TABLE} WHERE {TABLE} MATCH %s",
                [said(match)],
            )
            return json.loads(cursor.fetchone()[0])

    def scores(self, match: Match, ids: Sequence[int]) -> dict[int, float]:
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


def _values(row: SearchEntry, terms: Terms) -> list:
    return [row.pk, *(" ".join(terms[name]) for name in NAMES)]


def said(match: Match) -> str:
    """The tree as an FTS5 expression of quoted terms."""
    if isinstance(match, Leaf):
        quoted = '"{}"'.format(match.term.replace('"', '""'))
        return f"{match.field} : {quoted}{' *' if match.beginning else ''}"
    joint = " AND " if match.every else " OR "
    return f"({joint.join(said(part) for part in match.parts)})"
