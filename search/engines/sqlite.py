"""FTS5 over the flat table: our terms in, bm25 with our weights out.

The index keeps no text (`content=''`): rowid is the entry's id, and to forget a row the terms it
was added with are made again from the entry. Wagtail's own back end is not used here: on SQLite its
query runs the match once more for every hit and fails on a quotation mark.
"""

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

TABLE = "search_index"
COLUMNS = ", ".join(FIELDS)
ROW = f"rowid, {COLUMNS}"
MARKS = ", ".join(["%s"] * (len(FIELDS) + 1))
WEIGHTS = ", ".join(str(float(language.WEIGHTS[name])) for name in FIELDS)


class SqliteEngine:
    def prepare(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5({COLUMNS}, content='', "
                "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")"
            )
            cursor.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE}_words USING fts5vocab({TABLE}, 'col')"
            )

    def add(self, rows: Sequence[SearchEntry]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {TABLE}({ROW}) VALUES ({MARKS})", [_values(row) for row in rows]
            )

    def remove(self, rows: Sequence[SearchEntry]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {TABLE}({TABLE}, {ROW}) VALUES ('delete', {MARKS})",
                [_values(row) for row in rows],
            )

    def reset(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}_words")
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        self.prepare()

    def settle(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('optimize')")
            cursor.execute("ANALYZE")

    def search(self, query: Query) -> Results:
        terms = question_terms(query.words)
        if not query.words:
            return self._run(query, "")
        if not any(terms.values()):
            return Results([], 0)
        terms = {name: self._mended(name, found) for name, found in terms.items()}
        results = self._run(query, _match(terms, STRICT))
        if results.total < FEW:
            wide = self._run(query, _match(terms, FIELDS))
            return wide if wide.total > results.total else results
        return results

    def _run(self, query: Query, match: str) -> Results:
        if not match and query.words:
            return Results([], 0)
        return Results(*self._page_and_facets(query, match))

    def _page_and_facets(self, query: Query, match: str):
        hits, values = _hits(match)
        narrowed, limits = where(query, with_facets=True)
        period, period_values = where(query, with_facets=False)
        order = "published_on DESC, score" if query.sort == "date" or not match else "score"
        page = f"""
            WITH hits AS MATERIALIZED ({hits})
            SELECT e.id, min(hits.score - CASE WHEN e.language = %s THEN 0.001 ELSE 0 END) AS score
            FROM hits JOIN search_searchentry e ON e.id = hits.id {narrowed}
            GROUP BY e."group" ORDER BY {order}, e.id LIMIT %s OFFSET %s"""
        cube = f"""
            WITH hits AS MATERIALIZED ({hits})
            SELECT {", ".join(FACETS)}, count(DISTINCT e."group")
            FROM hits JOIN search_searchentry e ON e.id = hits.id {period}
            GROUP BY {", ".join(FACETS)}"""
        with connection.cursor() as cursor:
            cursor.execute(page, [*values, query.language, *limits, query.size, query.offset])
            found = [(pk, -score) for pk, score in cursor.fetchall()]
            cursor.execute(cube, [*values, *period_values])
            rows = [(row[:-1], row[-1]) for row in cursor.fetchall()]
        total, facets = facet_counts(rows, query.filters)
        return in_readers_language(found, query.language), total, facets

    def _mended(self, name: str, terms: list[str]) -> list[str]:
        """The terms with unknown ones mended from the index's own vocabulary."""
        if name not in STRICT or not terms:
            return terms
        near = {term: language.candidates(term) | {term} for term in terms}
        wanted = sorted(set().union(*near.values()))
        known: dict[str, int] = {}
        with connection.cursor() as cursor:
            for n in range(0, len(wanted), 900):
                part = wanted[n : n + 900]
                cursor.execute(
                    f"SELECT term, doc FROM {TABLE}_words WHERE col = %s AND term IN "
                    f"({', '.join(['%s'] * len(part))})",
                    [name, *part],
                )
                known.update(cursor.fetchall())
        return list(language.repair(terms, known))


def _values(row: SearchEntry) -> list:
    terms = row_terms(row)
    return [row.pk, *(" ".join(terms[name]) for name in FIELDS)]


def _match(terms: dict[str, list[str]], names: Sequence[str]) -> str:
    """An FTS5 expression of quoted terms: nothing that was typed is syntax."""
    parts = []
    for name in names:
        quoted = " OR ".join('"{}"'.format(t.replace('"', '""')) for t in terms.get(name, []))
        if quoted:
            parts.append(f"{name} : ({quoted})")
    return " OR ".join(parts)


def _hits(match: str) -> tuple[str, list]:
    if not match:
        return "SELECT id, 0.0 AS score FROM search_searchentry", []
    rank = f"bm25({TABLE}, {WEIGHTS})"
    return f"SELECT rowid AS id, {rank} AS score FROM {TABLE} WHERE {TABLE} MATCH %s", [match]
