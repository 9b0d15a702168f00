"""A tsvector of our own terms with a GIN index; bm25 worked out over the best candidates.

A lexeme is the field's first letter and the term ("s:жол"); its positions only count how often it
stands there. The weight of a term falls with the number of entries that hold it, as in bm25: the
plain ts_rank does not know that.
"""

import math
from collections import Counter
from collections.abc import Sequence

from django.db import connection

from search import language
from search.models import SearchEntry
from search.query import FACETS, Query

from .base import (
    FEW,
    FIELDS,
    STRICT,
    Results,
    facet_counts,
    in_readers_language,
    question_terms,
    row_terms,
    where,
)

MOST_POSITIONS = 8
LONGEST_TERM = 100


class PostgresEngine:
    def prepare(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS search_index (id bigint PRIMARY KEY, terms tsvector)"
            )
            cursor.execute(
                "CREATE INDEX IF NOT EXISTS search_index_terms ON search_index USING gin (terms)"
            )
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS search_index_words (lexeme text PRIMARY KEY)"
            )

    def add(self, rows: Sequence[SearchEntry]) -> None:
        words: set[str] = set()
        values = []
        for row in rows:
            lexemes = _lexemes(row_terms(row))
            words.update(word for word in lexemes if not word.startswith(_mark(FIELDS[-1])))
            values.append((row.pk, _vector(lexemes)))
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_index (id, terms) VALUES (%s, %s::tsvector) "
                "ON CONFLICT (id) DO UPDATE SET terms = excluded.terms",
                values,
            )
            cursor.execute(
                "INSERT INTO search_index_words SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING",
                [sorted(words)],
            )

    def remove(self, rows: Sequence[SearchEntry]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM search_index WHERE id = ANY(%s)", [[row.pk for row in rows]]
            )

    def reset(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS search_index, search_index_words")
        self.prepare()

    def settle(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_index")
            cursor.execute("ANALYZE search_searchentry")

    def search(self, query: Query) -> Results:
        if not query.words:
            return self._run(query, {})
        terms = question_terms(query.words)
        if not any(terms.values()):
            return Results([], 0)
        terms = {name: self._mended(name, found) for name, found in terms.items()}
        results = self._run(query, {name: terms[name] for name in STRICT})
        if results.total < FEW:
            wide = self._run(query, terms)
            return wide if wide.total > results.total else results
        return results

    def _run(self, query: Query, terms: dict[str, list[str]]) -> Results:
        lexemes = list(_lexemes(terms))
        if query.words and not lexemes:
            return Results([], 0)
        narrowed, limits = where(query, with_facets=True)
        period, period_values = where(query, with_facets=False)
        source = "search_searchentry e"
        match: list = []
        score_values: list = []
        score = "0.0"
        if lexemes:
            source += " JOIN search_index i ON i.id = e.id AND i.terms @@ %s::tsquery"
            match = [" | ".join(_quoted(lexeme) for lexeme in lexemes)]
            score, score_values = self._score(lexemes)
        order = (
            "published_on DESC NULLS LAST, score DESC"
            if query.sort == "date" or not lexemes
            else "score DESC"
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT id, score FROM (
                    SELECT DISTINCT ON (e."group") e.id, e.published_on,
                           {score} + CASE WHEN e.language = %s THEN 0.001 ELSE 0 END AS score
                    FROM {source} {narrowed} ORDER BY e."group", score DESC, e.id
                ) AS found ORDER BY {order}, id LIMIT %s OFFSET %s""",
                [*score_values, query.language, *match, *limits, query.size, query.offset],
            )
            found = [(pk, float(points)) for pk, points in cursor.fetchall()]
            cursor.execute(
                f"""SELECT {", ".join(FACETS)}, count(DISTINCT e."group")
                    FROM {source} {period} GROUP BY {", ".join(FACETS)}""",
                [*match, *period_values],
            )
            cube = [(row[:-1], row[-1]) for row in cursor.fetchall()]
        total, facets = facet_counts(cube, query.filters)
        return Results(in_readers_language(found, query.language), total, facets)

    def _score(self, lexemes: list[str]) -> tuple[str, list]:
        """SQL that adds up, over the terms, field weight x rarity x frequency."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT greatest(count(*), 1) FROM search_index")
            rows = cursor.fetchone()[0]
            cursor.execute(
                "SELECT q, (SELECT count(*) FROM search_index WHERE terms @@ q::tsquery) "
                "FROM unnest(%s::text[]) AS q",
                [[_quoted(lexeme) for lexeme in lexemes]],
            )
            frequency = dict(cursor.fetchall())
        parts, values = [], []
        for lexeme in lexemes:
            quoted = _quoted(lexeme)
            df = frequency.get(quoted, 0)
            if not df:
                continue
            rarity = max(math.log(1 + (rows - df + 0.5) / (df + 0.5)), 0.000001)
            parts.append("%s * ts_rank('{1,1,1,1}', i.terms, %s::tsquery, 1)")
            values += [rarity * _weight(lexeme), quoted]
        return " + ".join(parts) or "0.0", values

    def _mended(self, name: str, terms: list[str]) -> list[str]:
        """The terms with unknown ones mended from the words the index has seen."""
        if name not in STRICT or not terms:
            return terms
        mark = _mark(name)
        wanted = set().union(*(language.candidates(term) | {term} for term in terms))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT lexeme FROM search_index_words WHERE lexeme = ANY(%s)",
                [[mark + word for word in wanted]],
            )
            known = {row[0].removeprefix(mark): 1 for row in cursor.fetchall()}
        return list(language.repair(terms, known))


def _mark(name: str) -> str:
    return f"{name[0]}:"


def _weight(lexeme: str) -> float:
    return next(float(language.WEIGHTS[name]) for name in FIELDS if lexeme.startswith(_mark(name)))


def _lexemes(terms: dict[str, list[str]]) -> Counter[str]:
    return Counter(
        _mark(name) + term[:LONGEST_TERM] for name, found in terms.items() for term in found
    )


def _quoted(lexeme: str) -> str:
    return "'{}'".format(lexeme.replace("\\", "\\\\").replace("'", "''"))


def _vector(lexemes: Counter[str]) -> str:
    return " ".join(
        f"{_quoted(lexeme)}:{','.join(str(n + 1) for n in range(min(times, MOST_POSITIONS)))}"
        for lexeme, times in lexemes.items()
    )
