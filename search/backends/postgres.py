"""PostgreSQL: our terms in a tsvector with a GIN index, rarity weighed over the likeliest entries.

A lexeme is the field's first letter and the term ("s:жол"). Its positions only count how often it
stands in the text; those of the title have weight A. The weight of a term falls with the number of
entries that hold it, as in bm25, which the plain ts_rank does not know.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from core.replica import connection
from search import analysis
from search.analysis.index_terms import TITLE_PARTS, Terms, merge_title
from search.backends.database import DatabaseBackend
from search.models import SearchEntry
from search.query.clauses import Clause, TermClause, iter_terms
from search.query.parser import Key
from search.query.ranking import inverse_document_frequency

LEAST = 0.000001  # the rarity of a term that most entries hold
WRITER_LOCK = 0x51414259
MOST_POSITIONS = 8
LONGEST_TERM = 100
OLD = "search_index_next, search_index_next_words, search_index_left, search_index_left_words"


class PostgresBackend(DatabaseBackend):
    """Answers from a tsvector."""

    def create_tables(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('search_index') IS NULL")
            missing = cursor.fetchone()[0]
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
            cursor.execute(f"DROP TABLE IF EXISTS {OLD}")  # of version 0.1.0
        return missing

    def acquire_writer_lock(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])

    def add(self, rows: Sequence[SearchEntry], terms: Sequence[Terms]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_index (id, terms) VALUES (%s, %s::tsvector)",
                [(row.pk, _vector(own)) for row, own in zip(rows, terms, strict=True)],
            )
        self._count(
            Counter(chain.from_iterable(set(_lexemes(merge_title(own))) for own in terms)), 1
        )

    def remove(self, ids: Collection[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM search_index WHERE id = ANY(%s) RETURNING tsvector_to_array(terms)",
                [list(ids)],
            )
            lexemes = Counter(chain.from_iterable(own for (own,) in cursor.fetchall()))
        self._count(lexemes, -1)

    def _count(self, lexemes: Counter[str], sign: int) -> None:
        """Count how many entries hold each lexeme."""
        counted = sorted(lexemes.items())
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_index_words SELECT * FROM unnest(%s::text[], %s::integer[]) "
                "ON CONFLICT (lexeme) DO UPDATE "
                "SET entries = search_index_words.entries + excluded.entries",
                [[lexeme for lexeme, _ in counted], [sign * number for _, number in counted]],
            )

    def indexed_ids(self) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM search_index")
            return {pk for (pk,) in cursor.fetchall()}

    def clear(self) -> None:
        with connection.cursor() as cursor:
            # Not truncated: whoever searches would wait.
            cursor.execute("DELETE FROM search_index")
            cursor.execute("DELETE FROM search_index_words")

    def analyze(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_searchentry, search_index, search_index_words")

    # --- queries ---

    def matching_each(self, clauses: Sequence[Clause]) -> list[list[int]]:
        with connection.cursor() as cursor:
            # One long text is read faster than a hundred thousand rows.
            cursor.execute(
                "SELECT search_index_matching(asked::tsquery) "
                "FROM unnest(%s::text[]) WITH ORDINALITY AS clauses(asked, place) ORDER BY place",
                [[tsquery(clause) for clause in clauses]],
            )
            return [[int(pk) for pk in (ids or "").split()] for (ids,) in cursor.fetchall()]

    def scores(self, match: Clause, ids: Sequence[int]) -> dict[int, float]:
        score, values = self._score_sql(match)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {score} FROM search_index WHERE id = ANY(%s) AND terms @@ %s::tsquery",
                [*values, list(ids), tsquery(match)],
            )
            return {pk: float(points) for pk, points in cursor.fetchall()}

    def _score_sql(self, match: Clause) -> tuple[str, list]:
        """Return SQL that adds up, over the terms, field weight x rarity x frequency."""
        terms = list(dict.fromkeys(iter_terms(match)))
        rows = max(self.facets.snapshot()[0].rows, 1)
        parts, values = [], []
        known = self._entries([lexeme_of(leaf.field, leaf.term) for leaf in terms])
        for leaf in terms:
            lexeme = lexeme_of(leaf.field, leaf.term)
            if not (entries := known.get(lexeme, 0)):
                continue
            # All weights alike: a title counts by its positions.
            parts.append("%s * ts_rank('{1,1,1,1}', terms, %s::tsquery, 1)")
            weight = max(inverse_document_frequency(rows, entries), LEAST)
            values += [weight * float(analysis.WEIGHTS.get(leaf.field, 0.0)), quoted(lexeme)]
        return " + ".join(parts) or "0.0", values

    def frequencies(self, keys: Collection[Key]) -> dict[Key, int]:
        lexemes = {key: lexeme_of(*key) for key in keys}
        known = self._entries([*lexemes.values()])
        return {key: known[lexeme] for key, lexeme in lexemes.items() if lexeme in known}

    def _entries(self, lexemes: list[str]) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT lexeme, entries FROM search_index_words "
                "WHERE lexeme = ANY(%s) AND entries > 0",
                [lexemes],
            )
            return dict(cursor.fetchall())


def lexeme_of(field: str, term: str) -> str:
    """Return how a term of a field is stored."""
    return f"{field[0]}:{term[:LONGEST_TERM]}"


def quoted(lexeme: str) -> str:
    """Return a lexeme as a literal of tsquery and tsvector."""
    return "'{}'".format(lexeme.replace("\\", "\\\\").replace("'", "''"))


def tsquery(match: Clause) -> str:
    """Return the tree as a tsquery of quoted lexemes."""
    if isinstance(match, TermClause):
        return quoted(lexeme_of(match.field, match.term)) + (":*" if match.is_prefix else "")
    operator = " & " if match.require_all else " | "
    return f"({operator.join(tsquery(part) for part in match.clauses)})"


def _lexemes(terms: Terms) -> Counter[str]:
    return Counter(lexeme_of(name, term) for name, own in terms.items() for term in own)


def _vector(terms: Terms) -> str:
    title = _lexemes({name: terms[part] for name, part in TITLE_PARTS.items()})
    return " ".join(
        f"{quoted(lexeme)}:{','.join(_positions(times, title[lexeme]))}"
        for lexeme, times in _lexemes(merge_title(terms)).items()
    )


def _positions(times: int, in_title: int) -> Iterable[str]:
    for position in range(1, min(times, MOST_POSITIONS) + 1):
        yield f"{position}A" if position <= in_title else str(position)
