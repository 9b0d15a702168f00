"""A tsvector of our own terms with a GIN index; rarity weighed over the likeliest entries.

A lexeme is the field's first letter and the term ("s:жол"); its positions only count how often it
stands there. The weight of a term falls with the number of entries that hold it, as in bm25: the
plain ts_rank does not know that.
"""

import math
from collections import Counter
from collections.abc import Collection, Sequence

from django.db import connection

from search import language
from search.language.entries import FIELDS, Terms
from search.match import GRAM, HEAD, Leaf, Match, leaves
from search.models import SearchEntry

from .database import DatabaseEngine
from .reading import row_terms

NAMES = (*FIELDS, HEAD)
MOST_POSITIONS = 8
LONGEST_TERM = 100
LOCK = 0x51414259  # «QABY»: writers of the index stand in one queue
COUNTED = 20_000  # entries of one term; more are as good as this many


class PostgresEngine(DatabaseEngine):
    most_scored = 600

    def prepare(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS search_index (id bigint PRIMARY KEY, terms tsvector)"
            )
            cursor.execute(
                "CREATE INDEX IF NOT EXISTS search_index_terms ON search_index USING gin (terms)"
            )
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS search_index_words "
                "(lexeme text PRIMARY KEY, entries integer NOT NULL)"
            )

    def add(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        words: Counter[str] = Counter()
        values = []
        for row, terms in zip(rows, read, strict=True):
            lexemes = _lexemes(terms)
            words.update(_words(lexemes))
            values.append((row.pk, _vector(lexemes)))
        with connection.cursor() as cursor:
            self._queue(cursor)
            cursor.executemany(
                "INSERT INTO search_index (id, terms) VALUES (%s, %s::tsvector) "
                "ON CONFLICT (id) DO UPDATE SET terms = excluded.terms",
                values,
            )
            self._count(cursor, words, 1)

    def remove(self, rows: Sequence[SearchEntry]) -> None:
        words = Counter(word for row in rows for word in _words(_lexemes(row_terms(row))))
        with connection.cursor() as cursor:
            self._queue(cursor)
            cursor.execute(
                "DELETE FROM search_index WHERE id = ANY(%s)", [[row.pk for row in rows]]
            )
            self._count(cursor, words, -1)

    def _queue(self, cursor) -> None:
        """Changes become visible in the order of their numbers: see Columns."""
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

    def _count(self, cursor, words: Counter[str], sign: int) -> None:
        cursor.execute(
            "INSERT INTO search_index_words SELECT * FROM unnest(%s::text[], %s::integer[]) "
            "ON CONFLICT (lexeme) DO UPDATE "
            "SET entries = search_index_words.entries + excluded.entries",
            [list(words), [sign * number for number in words.values()]],
        )

    def reset(self) -> None:
        with connection.cursor() as cursor:
            self._queue(cursor)
            cursor.execute("DROP TABLE IF EXISTS search_index, search_index_words")
        self.prepare()

    def settle(self) -> None:
        with connection.cursor() as cursor:
            for table in ("search_index", "search_index_words", "search_searchentry"):
                cursor.execute(f"ANALYZE {table}")

    def matching(self, match: Match) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM search_index WHERE terms @@ %s::tsquery", [said(match)])
            return [row[0] for row in cursor.fetchall()]

    def scores(self, match: Match, ids: Sequence[int]) -> dict[int, float]:
        score, values = self._score(match)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {score} FROM search_index WHERE id = ANY(%s) AND terms @@ %s::tsquery",
                [*values, list(ids), said(match)],
            )
            return {pk: float(points) for pk, points in cursor.fetchall()}

    def best(self, match: Match, limit: int) -> list[int]:
        score, values = self._score(match)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM search_index WHERE terms @@ %s::tsquery "
                f"ORDER BY {score} DESC, id LIMIT %s",
                [said(match), *values, limit],
            )
            return [row[0] for row in cursor.fetchall()]

    def _score(self, match: Match) -> tuple[str, list]:
        """SQL that adds up, over the terms, field weight x rarity x frequency."""
        asked = list(dict.fromkeys(leaves(match)))
        rows = max(len(self.columns.fresh().language), 1)
        parts, values = [], []
        known = self._entries([_lexeme(leaf.field, leaf.term) for leaf in asked])
        for leaf in asked:
            lexeme = _lexeme(leaf.field, leaf.term)
            if leaf.field == GRAM:
                entries = self.at_most(leaf, COUNTED)
            else:
                entries = known.get(lexeme, 0)
            if not entries:
                continue
            rarity = max(math.log((rows - entries + 0.5) / (entries + 0.5)), 0.000001)
            parts.append("%s * ts_rank('{1,1,1,1}', terms, %s::tsquery, 1)")
            values += [rarity * float(language.WEIGHTS.get(leaf.field, 0.0)), _quoted(lexeme)]
        return " + ".join(parts) or "0.0", values

    def vocabulary(self, field: str, terms: Collection[str]) -> dict[str, int]:
        mark = _lexeme(field, "")
        known = self._entries([mark + term for term in terms])
        return {lexeme.removeprefix(mark): entries for lexeme, entries in known.items()}

    def _entries(self, lexemes: list[str]) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT lexeme, entries FROM search_index_words "
                "WHERE lexeme = ANY(%s) AND entries > 0",
                [lexemes],
            )
            return dict(cursor.fetchall())

    def at_most(self, leaf: Leaf, number: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM "
                "(SELECT 1 FROM search_index WHERE terms @@ %s::tsquery LIMIT %s) AS found",
                [said(leaf), number + 1],
            )
            return cursor.fetchone()[0]


def _lexeme(field: str, term: str) -> str:
    return f"{field[0]}:{term[:LONGEST_TERM]}"


def _lexemes(terms: dict[str, list[str]]) -> Counter[str]:
    return Counter(_lexeme(name, term) for name in NAMES for term in terms[name])


def _words(lexemes: Counter[str]) -> list[str]:
    """The lexemes that mending and rarity ask for: trigrams would only fill the table."""
    return [word for word in sorted(lexemes) if not word.startswith(_lexeme(GRAM, ""))]


def _quoted(lexeme: str) -> str:
    return "'{}'".format(lexeme.replace("\\", "\\\\").replace("'", "''"))


def _vector(lexemes: Counter[str]) -> str:
    return " ".join(
        f"{_quoted(lexeme)}:{','.join(str(n + 1) for n in range(min(times, MOST_POSITIONS)))}"
        for lexeme, times in lexemes.items()
    )


def said(match: Match) -> str:
    """The tree as a tsquery of quoted lexemes."""
    if isinstance(match, Leaf):
        return _quoted(_lexeme(match.field, match.term)) + (":*" if match.beginning else "")
    joint = " & " if match.every else " | "
    return f"({joint.join(said(part) for part in match.parts)})"
