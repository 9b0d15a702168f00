"""A tsvector of our own terms with a GIN index (postgres_index.py); rarity weighed over the
likeliest entries.

The weight of a term falls with the number of entries that hold it, as in bm25: the plain ts_rank
does not know that.
"""

from collections.abc import Collection, Sequence

from django.db import connection

from search import analysis
from search.backends.database import DatabaseEngine
from search.backends.postgres_index import PostgresIndex, lexeme_of, quoted
from search.query.clauses import Clause, TermClause, iter_terms
from search.query.ranking import inverse_document_frequency

LEAST = 0.000001  # what a word that most entries hold still says
LOCK = 0x51414259  # «QABY»


class PostgresEngine(DatabaseEngine):
    kind = PostgresIndex

    def prepare(self) -> None:
        super().prepare()
        with connection.cursor() as cursor:
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

    def settle(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_searchentry")

    def matching(self, match: Clause) -> list[int]:
        with connection.cursor() as cursor:
            # One long text is read faster than a hundred thousand rows.
            cursor.execute("SELECT search_index_matching(%s::tsquery)", [said(match)])
            return [int(pk) for pk in (cursor.fetchone()[0] or "").split()]

    def scores(self, match: Clause, ids: Sequence[int]) -> dict[int, float]:
        score, values = self._score(match)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {score} FROM search_index WHERE id = ANY(%s) AND terms @@ %s::tsquery",
                [*values, list(ids), said(match)],
            )
            return {pk: float(points) for pk, points in cursor.fetchall()}

    def _score(self, match: Clause) -> tuple[str, list]:
        """SQL that adds up, over the terms, field weight x rarity x frequency."""
        asked = list(dict.fromkeys(iter_terms(match)))
        rows = max(self.kept.now().rows, 1)
        parts, values = [], []
        known = self._entries([lexeme_of(leaf.field, leaf.term) for leaf in asked])
        for leaf in asked:
            lexeme = lexeme_of(leaf.field, leaf.term)
            entries = known.get(lexeme, 0)
            if not entries:
                continue
            parts.append("%s * ts_rank('{1,1,1,1}', terms, %s::tsquery, 1)")
            told = max(inverse_document_frequency(rows, entries), LEAST)
            values += [told * float(analysis.WEIGHTS.get(leaf.field, 0.0)), quoted(lexeme)]
        return " + ".join(parts) or "0.0", values

    def vocabulary(self, field: str, terms: Collection[str]) -> dict[str, int]:
        mark = lexeme_of(field, "")
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


def said(match: Clause) -> str:
    """The tree as a tsquery of quoted lexemes."""
    if isinstance(match, TermClause):
        return quoted(lexeme_of(match.field, match.term)) + (":*" if match.is_prefix else "")
    joint = " & " if match.require_all else " | "
    return f"({joint.join(said(part) for part in match.clauses)})"
