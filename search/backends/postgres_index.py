"""The tables of an index in PostgreSQL: a tsvector of our terms for each entry, and their numbers.

A lexeme is the field's first letter and the term ("s:жол"); its positions only count how often it
stands there.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from django.db import connection

from search.analysis.index_terms import FIELDS, Terms
from search.backends.index import Index
from search.models import SearchEntry
from search.query.clauses import TITLE

NAMES = (*FIELDS, TITLE)
MOST_POSITIONS = 8
LONGEST_TERM = 100
# What waits for a reader keeps out all who come after it: shorter than the server needs to take
# two who wait for one another for a deadlock. Who wants the tables tries again.
BRIEFLY = "500ms"
NAMED = ("", "_words")  # tables, by the end of their names
KEYS = ("_pkey", "_terms", "_words_pkey")  # and their indexes


class PostgresIndex(Index):
    portion = 150  # the GIN index takes its time

    def there(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [self.name])
            return cursor.fetchone()[0]

    def make(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {self.name} (id bigint PRIMARY KEY, terms tsvector)"
            )
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {self.name}_terms ON {self.name} USING gin (terms)"
            )
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {self.words} "
                "(lexeme text PRIMARY KEY, entries integer NOT NULL)"
            )

    def insert(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        values = [(row.pk, _vector(terms)) for row, terms in zip(rows, read, strict=True)]
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {self.name} (id, terms) VALUES (%s, %s::tsvector)", values
            )

    def words_of(self, read: Sequence[Terms]) -> dict[str, Counter[str]]:
        kept = slice(LONGEST_TERM)
        return {
            name: Counter(chain.from_iterable({term[kept] for term in each[name]} for each in read))
            for name in NAMES
        }

    def count(self, kind: str, words: Mapping[str, int], sign: int = 1) -> None:
        """Of lexemes, which name their field themselves, the kind is empty."""
        mark = lexeme_of(kind, "") if kind else ""
        counted = sorted(words.items())
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self.words} SELECT * FROM unnest(%s::text[], %s::integer[]) "
                "ON CONFLICT (lexeme) DO UPDATE "
                f"SET entries = {self.words}.entries + excluded.entries",
                [[mark + word for word, _ in counted], [sign * number for _, number in counted]],
            )

    def take(self, rows: Sequence[SearchEntry]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {self.name} WHERE id = ANY(%s) RETURNING tsvector_to_array(terms)",
                [[row.pk for row in rows]],
            )
            gone = Counter(chain.from_iterable(lexemes for (lexemes,) in cursor.fetchall()))
        self.count("", gone, -1)

    def holds(self, ids: Collection[int]) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {self.name} WHERE id = ANY(%s)", [list(ids)])
            return {pk for (pk,) in cursor.fetchall()}

    def empty(self) -> None:
        with connection.cursor() as cursor:
            # Not truncated: whoever searches would wait.
            cursor.execute(f"DELETE FROM {self.name}")
            cursor.execute(f"DELETE FROM {self.words}")

    def order(self, first: bool) -> bool:
        with connection.cursor() as cursor:
            for end in NAMED if first else ():
                cursor.execute(f"ANALYZE {self.name}{end}")
        return False

    def alone(self) -> None:
        tables = ", ".join(f"{self.name}{end}" for end in NAMED)
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{BRIEFLY}'")
            cursor.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")

    def rename(self, name: str) -> None:
        with connection.cursor() as cursor:
            for end in NAMED:
                cursor.execute(f"ALTER TABLE {self.name}{end} RENAME TO {name}{end}")
            for end in KEYS:
                cursor.execute(f"ALTER INDEX {self.name}{end} RENAME TO {name}{end}")

    def shrink(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {', '.join(self.name + end for end in NAMED)}")
        return False

    def mark(self, sign: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {self.words} VALUES (%s, 0)", [sign])

    def unmark(self, sign: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self.words} WHERE lexeme = %s", [sign])

    def marked(self, sign: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {self.words} WHERE lexeme = %s", [sign])
            return cursor.fetchone() is not None


def lexeme_of(field: str, term: str) -> str:
    return f"{field[0]}:{term[:LONGEST_TERM]}"


def _lexemes(terms: dict[str, list[str]]) -> Counter[str]:
    return Counter(lexeme_of(name, term) for name in NAMES for term in terms[name])


def quoted(lexeme: str) -> str:
    return "'{}'".format(lexeme.replace("\\", "\\\\").replace("'", "''"))


def _vector(terms: Terms) -> str:
    return " ".join(
        f"{quoted(lexeme)}:{','.join(str(n + 1) for n in range(min(times, MOST_POSITIONS)))}"
        for lexeme, times in _lexemes(terms).items()
    )
