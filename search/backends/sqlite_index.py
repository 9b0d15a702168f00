"""The tables of an index in SQLite: FTS5 without stored text, and its words with their numbers.

To forget a row the terms it was put in with are made again from the entry. A row that does not
stand there must not be forgotten: FTS5 would believe it and its counts would be wrong for ever.
"""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from django.db import connection

from search.analysis.index_terms import FIELDS, Terms
from search.backends.index import Index
from search.backends.term_extraction import row_terms
from search.models import SearchEntry
from search.query.clauses import TITLE

NAMES = (*FIELDS, TITLE)
COLUMNS = ", ".join(NAMES)
ROW = f"rowid, {COLUMNS}"
MARKS = ", ".join(["%s"] * (len(NAMES) + 1))
MERGED = 2000  # pages of 4 kB put in order at a time
DROPPED = 4000  # as many at a time
HEADS = 10  # the first records of an index: without them FTS5 does not open it, even to drop it


class SqliteIndex(Index):
    # Whoever waits for SQLite's lock looks every tenth of a second whether it is free.
    pause = 0.12

    def there(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [self.name])
            return cursor.fetchone() is not None

    def make(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {self.name} USING fts5({COLUMNS}, content='', "
                "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")"
            )
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {self.words} (field TEXT, term TEXT, entries INTEGER, "
                "PRIMARY KEY (field, term)) WITHOUT ROWID"
            )

    def insert(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        values = [_values(row, terms) for row, terms in zip(rows, read, strict=True)]
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {self.name}({ROW}) VALUES ({MARKS})", values)

    def words_of(self, read: Sequence[Terms]) -> dict[str, Counter[str]]:
        # Without a loop of our own: there are half a thousand terms to an entry.
        return {
            name: Counter(chain.from_iterable(set(each[name]) for each in read)) for name in NAMES
        }

    def count(self, kind: str, words: Mapping[str, int], sign: int = 1) -> None:
        """Asked for a number, FTS5 would go through a term's every entry."""
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {self.words} VALUES (%s, %s, %s) ON CONFLICT (field, term) "
                "DO UPDATE SET entries = entries + excluded.entries",
                [(kind, term, sign * number) for term, number in sorted(words.items())],
            )

    def take(self, rows: Sequence[SearchEntry]) -> None:
        read = [row_terms(row) for row in rows]
        values = [_values(row, terms) for row, terms in zip(rows, read, strict=True)]
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {self.name}({self.name}, {ROW}) VALUES ('delete', {MARKS})", values
            )
        for kind, words in self.words_of(read).items():
            self.count(kind, words, -1)

    def holds(self, ids: Collection[int]) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM {self.name}_docsize WHERE id IN (SELECT value FROM json_each(%s))",
                [json.dumps(list(ids))],
            )
            return {pk for (pk,) in cursor.fetchall()}

    def empty(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {self.name}({self.name}) VALUES ('delete-all')")
            cursor.execute(f"DELETE FROM {self.words}")

    def order(self, first: bool) -> bool:
        # Below zero everything is to become one tree; the steps that follow go on with it.
        pages = -MERGED if first else MERGED
        with connection.cursor() as cursor:
            before = _changes(cursor)
            cursor.execute(f"INSERT INTO {self.name}({self.name}, rank) VALUES ('merge', {pages})")
            return _changes(cursor) - before > 1  # one is the wish itself

    def alone(self) -> None:
        """A reader keeps the state it began with."""

    def rename(self, name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {self.name} RENAME TO {name}")
            cursor.execute(f"ALTER TABLE {self.words} RENAME TO {name}_words")

    def shrink(self) -> bool:
        # Dropped at once, an index of a hundred thousand would hold the lock for seconds.
        with connection.cursor() as cursor:
            data = f"{self.name}_data"
            cursor.execute(
                f"DELETE FROM {data} WHERE id IN "
                f"(SELECT id FROM {data} WHERE id > {HEADS} LIMIT {DROPPED})"
            )
            if cursor.rowcount == DROPPED:
                return True
            cursor.execute(f"DROP TABLE {self.name}")
            cursor.execute(f"DROP TABLE {self.words}")
        return False

    def mark(self, sign: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {self.words} VALUES ('', %s, 0)", [sign])

    def unmark(self, sign: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self.words} WHERE field = '' AND term = %s", [sign])

    def marked(self, sign: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {self.words} WHERE field = '' AND term = %s", [sign])
            return cursor.fetchone() is not None


def _changes(cursor) -> int:
    cursor.execute("SELECT total_changes()")
    return cursor.fetchone()[0]


def _values(row: SearchEntry, terms: Terms) -> list:
    return [row.pk, *(" ".join(terms[name]) for name in NAMES)]
