"""A tsvector of our own terms with a GIN index; rarity weighed over the likeliest entries.

A lexeme is the field's first letter and the term ("s:жол"); its positions only count how often it
stands there. The weight of a term falls with the number of entries that hold it, as in bm25: the
plain ts_rank does not know that.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from django.db import connection

from search import language
from search.language.entries import FIELDS, Terms
from search.match import HEAD, Leaf, Match, leaves
from search.models import SearchEntry

from .database import DatabaseEngine, rarity
from .reading import row_terms

NAMES = (*FIELDS, HEAD)
MOST_POSITIONS = 8
LEAST = 0.000001  # what a word that most entries hold still says
LONGEST_TERM = 100
LOCK = 0x51414259  # «QABY»


class PostgresEngine(DatabaseEngine):
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
            # Left to itself the planner reads every vector for a word that many entries hold: it
            # does not know that they lie elsewhere, and that takes a second and a half of 100,000.
            cursor.execute(
                "CREATE OR REPLACE FUNCTION search_index_matching(asked tsquery) RETURNS text "
                "LANGUAGE sql STABLE SET enable_seqscan = off AS $$ "
                "SELECT string_agg(id::text, ' ') FROM search_index WHERE terms @@ asked $$"
            )

    def queue(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

    def add(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        self.fill(rows, read)
        with connection.cursor() as cursor:
            self._count(cursor, read, 1)

    def fill(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        values = [(row.pk, _vector(terms)) for row, terms in zip(rows, read, strict=True)]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_index (id, terms) VALUES (%s, %s::tsvector) "
                "ON CONFLICT (id) DO UPDATE SET terms = excluded.terms",
                values,
            )

    def remove(self, rows: Sequence[SearchEntry]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM search_index WHERE id = ANY(%s)", [[row.pk for row in rows]]
            )
            self._count(cursor, [row_terms(row) for row in rows], -1)

    def _count(self, cursor, read: Iterable[Terms], sign: int) -> None:
        words = Counter(lexeme for terms in read for lexeme in _lexemes(terms))
        cursor.execute(
            "INSERT INTO search_index_words SELECT * FROM unnest(%s::text[], %s::integer[]) "
            "ON CONFLICT (lexeme) DO UPDATE "
            "SET entries = search_index_words.entries + excluded.entries",
            [sorted(words), [sign * words[word] for word in sorted(words)]],
        )

    def reset(self) -> None:
        self.prepare()
        with connection.cursor() as cursor:
            # Neither dropped nor truncated: whoever searches would wait until all is there again.
            cursor.execute("DELETE FROM search_index")
            cursor.execute("DELETE FROM search_index_words")

    def settle(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_index_words")
            cursor.execute(
                "INSERT INTO search_index_words "
                "SELECT word, ndoc FROM ts_stat('SELECT terms FROM search_index')"
            )
            for table in ("search_index", "search_index_words", "search_searchentry"):
                cursor.execute(f"ANALYZE {table}")

    def matching(self, match: Match) -> list[int]:
        with connection.cursor() as cursor:
            # One long text is read faster than a hundred thousand rows.
            cursor.execute("SELECT search_index_matching(%s::tsquery)", [said(match)])
            return [int(pk) for pk in (cursor.fetchone()[0] or "").split()]

    def scores(self, match: Match, ids: Sequence[int]) -> dict[int, float]:
        score, values = self._score(match)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {score} FROM search_index WHERE id = ANY(%s) AND terms @@ %s::tsquery",
                [*values, list(ids), said(match)],
            )
            return {pk: float(points) for pk, points in cursor.fetchall()}

    def _score(self, match: Match) -> tuple[str, list]:
        """SQL that adds up, over the terms, field weight x rarity x frequency."""
        asked = list(dict.fromkeys(leaves(match)))
        rows = max(self.kept.now().rows, 1)
        parts, values = [], []
        known = self._entries([_lexeme(leaf.field, leaf.term) for leaf in asked])
        for leaf in asked:
            lexeme = _lexeme(leaf.field, leaf.term)
            entries = known.get(lexeme, 0)
            if not entries:
                continue
            parts.append("%s * ts_rank('{1,1,1,1}', terms, %s::tsquery, 1)")
            told = max(rarity(rows, entries), LEAST)
            values += [told * float(language.WEIGHTS.get(leaf.field, 0.0)), _quoted(lexeme)]
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


def _lexeme(field: str, term: str) -> str:
    return f"{field[0]}:{term[:LONGEST_TERM]}"


def _lexemes(terms: dict[str, list[str]]) -> Counter[str]:
    return Counter(_lexeme(name, term) for name in NAMES for term in terms[name])


def _quoted(lexeme: str) -> str:
    return "'{}'".format(lexeme.replace("\\", "\\\\").replace("'", "''"))


def _vector(terms: Terms) -> str:
    return " ".join(
        f"{_quoted(lexeme)}:{','.join(str(n + 1) for n in range(min(times, MOST_POSITIONS)))}"
        for lexeme, times in _lexemes(terms).items()
    )


def said(match: Match) -> str:
    """The tree as a tsquery of quoted lexemes."""
    if isinstance(match, Leaf):
        return _quoted(_lexeme(match.field, match.term)) + (":*" if match.beginning else "")
    joint = " & " if match.every else " | "
    return f"({joint.join(said(part) for part in match.parts)})"
