"""What stands in the index's own tables, and what should stand there."""

from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, connections

from search.backends import get_engine
from search.backends.columns import Columns
from search.backends.postgres_index import MOST_POSITIONS, lexeme_of
from search.backends.sqlite_index import NAMES
from search.backends.term_extraction import row_terms
from search.models import SearchEntry
from search.query.request import Query

Standing = dict[int, Counter[str]]  # entry → how often each of its terms stands there


def elsewhere(work: Callable[[], Any]) -> Any:
    """What `work` gives, done by somebody else: in a thread and a connection of its own."""

    def alone() -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        return other.submit(alone).result()


def is_clean() -> None:
    """The index holds its entries' terms and nothing else, counts them right, and is the only one.

    So it is the same as one that is built in a new database.
    """
    indexes, rows = get_engine().indexes, list(SearchEntry.objects.all())
    assert not indexes.next.there()
    assert not indexes.left.there()
    terms = {row.pk: row_terms(row) for row in rows}
    assert standing() == {
        pk: most(Counter(mark(name, term) for name in NAMES for term in found[name]))
        for pk, found in terms.items()
    }
    for name in NAMES:
        wanted = Counter(term for found in terms.values() for term in set(found[name]))
        assert get_engine().vocabulary(name, wanted) == wanted
    assert words() == sum(len(set(found[name])) for found in terms.values() for name in NAMES)
    browsed = get_engine().search(Query("", "kk"))
    assert browsed.facets == Columns.read().browse(Query("", "kk")).facets
    assert browsed.total == len({row.group for row in rows})


def mark(name: str, term: str) -> str:
    return f"{name} {term}" if connection.vendor == "sqlite" else lexeme_of(name, term)


def most(times: Counter[str]) -> Counter[str]:
    """As often as the engine counts."""
    if connection.vendor == "sqlite":
        return times
    return Counter({term: min(number, MOST_POSITIONS) for term, number in times.items()})


def words() -> int:
    """All that is counted of words, together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(entries) FROM search_index_words")
        return cursor.fetchone()[0] or 0


def standing() -> Standing:
    found: Standing = defaultdict(Counter)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT id FROM search_index_docsize")
            known = {pk for (pk,) in cursor.fetchall()}
            cursor.execute("DROP TABLE IF EXISTS temp.standing")
            cursor.execute(
                "CREATE VIRTUAL TABLE temp.standing USING fts5vocab(main, search_index, instance)"
            )
            cursor.execute(
                "SELECT doc, col || ' ' || term, count(*) FROM temp.standing GROUP BY 1, 2"
            )
            rows = cursor.fetchall()
            cursor.execute("DROP TABLE temp.standing")
            assert known == {pk for pk, _term, _times in rows}
        else:
            cursor.execute(
                "SELECT id, lexeme, cardinality(positions) FROM search_index, unnest(terms)"
            )
            rows = cursor.fetchall()
    for pk, term, times in rows:
        found[pk][term] = times
    return dict(found)
