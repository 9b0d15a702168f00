"""SQLite: our terms in FTS5 without stored text, ranked by bm25 with our weights.

FTS5 without text forgets a row only when it is given the very terms it was added with, and believes
any others, after which its counts are wrong for good. So the terms of each row are stored beside
it, compressed. Wagtail's own search backend is not used: on SQLite its query runs the match once
more for every hit and fails on a quotation mark.
"""

import json
import zlib
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import chain

from django.db import connection

from search import analysis
from search.analysis.index_terms import (
    COLUMNS,
    FIELDS,
    TITLE_FIELD,
    TITLE_PARTS,
    Terms,
)
from search.backends.base import batched
from search.backends.database import DatabaseBackend
from search.models import SearchEntry
from search.query.clauses import Clause, TermClause
from search.query.parser import Key

TABLE, WORDS, STORED = "search_index", "search_index_words", "search_index_stored"
OLD = [f"{TABLE}{end}{words}" for end in ("", "_next", "_left") for words in ("", "_words")]
ROW = ", ".join(("rowid", *COLUMNS))
MARKS = ", ".join(["%s"] * (len(COLUMNS) + 1))
# `head` is for completion: a word of the title weighs by standing in the other columns.
FIELD_OF = {name: name for name in FIELDS} | {part: name for name, part in TITLE_PARTS.items()}
WEIGHTS = ", ".join(
    str(float(analysis.WEIGHTS[FIELD_OF[name]] if name in FIELD_OF else 0)) for name in COLUMNS
)
MOST_SELECTS = 100  # in one UNION
ANALYSED = 1000  # rows of an index the planner looks at
BUFFER = 16 << 20  # bytes of a transaction's terms that FTS5 collects before it writes them
MERGED = 2000  # pages of 4 kB that one step of compacting merges


class SqliteBackend(DatabaseBackend):
    """Answers from FTS5."""

    # Whoever waits for SQLite's lock looks every tenth of a second whether it is free.
    pause = 0.12

    def create_tables(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [STORED])
            if cursor.fetchone():
                return False
            for name in OLD:  # of version 0.1.0, which stored no terms
                cursor.execute(f"DROP TABLE IF EXISTS {name}")
            cursor.execute(
                f"CREATE VIRTUAL TABLE {TABLE} USING fts5({', '.join(COLUMNS)}, content='', "
                "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")"
            )
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('hashsize', {BUFFER})")
            cursor.execute(
                f"CREATE TABLE {WORDS} (field TEXT, term TEXT, entries INTEGER, "
                "PRIMARY KEY (field, term)) WITHOUT ROWID"
            )
            cursor.execute(f"CREATE TABLE {STORED} (id INTEGER PRIMARY KEY, terms BLOB)")
        return True

    def acquire_writer_lock(self) -> None:
        """SQLite has one writer at a time."""

    def add(self, rows: Sequence[SearchEntry], terms: Sequence[Terms]) -> None:
        texts = [[" ".join(own[name]) for name in COLUMNS] for own in terms]
        ids = [row.pk for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {TABLE}({ROW}) VALUES ({MARKS})",
                [[pk, *text] for pk, text in zip(ids, texts, strict=True)],
            )
            cursor.executemany(
                f"INSERT INTO {STORED} VALUES (%s, %s)",
                [
                    (pk, zlib.compress(json.dumps(text, ensure_ascii=False).encode(), 1))
                    for pk, text in zip(ids, texts, strict=True)
                ],
            )
        self._count(terms, 1)

    def remove(self, ids: Collection[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, terms FROM {STORED} WHERE id IN (SELECT value FROM json_each(%s))",
                [json.dumps(list(ids))],
            )
            texts = {pk: json.loads(zlib.decompress(stored)) for pk, stored in cursor.fetchall()}
            cursor.executemany(
                f"INSERT INTO {TABLE}({TABLE}, {ROW}) VALUES ('delete', {MARKS})",
                [[pk, *text] for pk, text in texts.items()],
            )
            cursor.executemany(f"DELETE FROM {STORED} WHERE id = %s", [[pk] for pk in texts])
        self._count(
            [
                {name: text.split() for name, text in zip(COLUMNS, own, strict=True)}
                for own in texts.values()
            ],
            -1,
        )

    def _count(self, terms: Sequence[Terms], sign: int) -> None:
        """Count how many entries hold each term: FTS5 would read a term's every entry for that."""
        with connection.cursor() as cursor:
            for name in (*FIELDS, TITLE_FIELD):
                # Without a loop of our own: there are half a thousand terms to an entry.
                title = TITLE_PARTS.get(name, name)
                entries = ({*own[name], *own[title]} for own in terms)
                words = Counter(chain.from_iterable(entries))
                cursor.executemany(
                    f"INSERT INTO {WORDS} VALUES (%s, %s, %s) ON CONFLICT (field, term) "
                    "DO UPDATE SET entries = entries + excluded.entries",
                    [(name, term, sign * number) for term, number in sorted(words.items())],
                )

    def indexed_ids(self) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {STORED}")
            return {pk for (pk,) in cursor.fetchall()}

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('delete-all')")
            cursor.execute(f"DELETE FROM {WORDS}")
            cursor.execute(f"DELETE FROM {STORED}")

    def optimize(self, first: bool) -> bool:
        # Below zero everything is to become one tree; the steps that follow go on with it.
        pages = -MERGED if first else MERGED
        with connection.cursor() as cursor:
            before = _changes(cursor)
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('merge', {pages})")
            return _changes(cursor) - before > 1  # one is the command itself

    def analyze(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {ANALYSED}")
            cursor.execute("ANALYZE search_searchentry")

    # --- queries ---

    def matching_each(self, clauses: Sequence[Clause]) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        with connection.cursor() as cursor:
            for part in batched(enumerate(clauses), MOST_SELECTS):
                # One long text is read faster than a hundred thousand rows.
                selects = [
                    f"SELECT {place}, json_group_array(rowid) FROM {TABLE} WHERE {TABLE} MATCH %s"
                    for place, _clause in part
                ]
                expressions = [fts5_expression(clause) for _place, clause in part]
                cursor.execute(" UNION ALL ".join(selects), expressions)
                found |= {place: json.loads(ids) for place, ids in cursor.fetchall()}
        return [found[place] for place in range(len(clauses))]

    def scores(self, match: Clause, ids: Sequence[int]) -> dict[int, float]:
        # The plus keeps the planner from running the match once for every id.
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid, -bm25({TABLE}, {WEIGHTS}) FROM {TABLE} WHERE {TABLE} MATCH %s "
                "AND +rowid IN (SELECT value FROM json_each(%s))",
                [fts5_expression(match), json.dumps(list(ids))],
            )
            return dict(cursor.fetchall())

    def frequencies(self, keys: Collection[Key]) -> dict[Key, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT field, term, entries FROM json_each(%s) AS asked CROSS JOIN {WORDS} "
                "ON field = json_extract(asked.value, '$[0]') "
                "AND term = json_extract(asked.value, '$[1]') WHERE entries > 0",
                [json.dumps(sorted(keys))],
            )
            return {(field, term): entries for field, term, entries in cursor.fetchall()}


def _changes(cursor) -> int:
    cursor.execute("SELECT total_changes()")
    return cursor.fetchone()[0]


def fts5_expression(match: Clause) -> str:
    """Return the tree as an FTS5 expression of quoted terms."""
    if isinstance(match, TermClause):
        quoted = '"{}"'.format(match.term.replace('"', '""'))
        columns = (
            f"{{{match.field} {TITLE_PARTS[match.field]}}}"
            if match.field in TITLE_PARTS
            else match.field
        )
        return f"{columns} : {quoted}{' *' if match.is_prefix else ''}"
    operator = " AND " if match.require_all else " OR "
    return f"({operator.join(fts5_expression(part) for part in match.clauses)})"
