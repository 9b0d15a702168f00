"""What stands in the index's own tables, and what should stand there."""

from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, connections

from search.analysis.index_terms import COLUMNS, merge_title
from search.analysis.version import VERSION
from search.backends import get_backend
from search.backends.base import row_terms
from search.backends.facets import FacetTable
from search.backends.postgres import MOST_POSITIONS, lexeme_of
from search.models import SearchEntry
from search.query.request import Query

Contents = dict[int, Counter[str]]  # entry → how often each of its terms stands there


def in_other_thread(work: Callable[[], Any]) -> Any:
    """Return what `work` gives in a thread and a connection of its own."""

    def run() -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        return other.submit(run).result()


def assert_index_is_exact() -> None:
    """Check that the index holds its entries' terms and nothing else, and counts them right.

    So it is the same as one that is built in a new database.
    """
    rows = list(SearchEntry.objects.all())
    assert {row.analysis_version for row in rows} <= {VERSION}
    terms = {row.pk: row_terms(row) for row in rows}
    assert contents() == {pk: expected_contents(own) for pk, own in terms.items()}
    fields = [merge_title(own) for own in terms.values()]
    names = fields[0] if fields else ()
    for name in names:
        expected = Counter(term for own in fields for term in set(own[name]))
        assert get_backend().vocabulary(name, expected) == expected
    assert counted_terms() == sum(len(set(own[name])) for own in fields for name in names)
    browsed = get_backend().search(Query("", "kk"))
    assert browsed.facets == FacetTable.read().browse(Query("", "kk")).facets
    assert browsed.total == len({row.group for row in rows})


def expected_contents(terms) -> Counter[str]:
    if connection.vendor == "sqlite":
        return Counter(f"{name} {term}" for name in COLUMNS for term in terms[name])
    times = Counter(lexeme_of(name, t) for name, own in merge_title(terms).items() for t in own)
    return Counter({term: min(number, MOST_POSITIONS) for term, number in times.items()})


def counted_terms() -> int:
    """Return the sum of all counts of terms."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(entries) FROM search_index_words")
        return cursor.fetchone()[0] or 0


def contents() -> Contents:
    found: Contents = defaultdict(Counter)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT id FROM search_index_docsize")
            known = {pk for (pk,) in cursor.fetchall()}
            cursor.execute("DROP TABLE IF EXISTS temp.contents")
            cursor.execute(
                "CREATE VIRTUAL TABLE temp.contents USING fts5vocab(main, search_index, instance)"
            )
            cursor.execute(
                "SELECT doc, col || ' ' || term, count(*) FROM temp.contents GROUP BY 1, 2"
            )
            rows = cursor.fetchall()
            cursor.execute("DROP TABLE temp.contents")
            assert known == {pk for pk, _term, _times in rows}
        else:
            cursor.execute(
                "SELECT id, lexeme, cardinality(positions) FROM search_index, unnest(terms)"
            )
            rows = cursor.fetchall()
    for pk, term, times in rows:
        found[pk][term] = times
    return dict(found)
