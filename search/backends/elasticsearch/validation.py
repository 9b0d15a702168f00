"""What must hold of any true answer. The server is well when it does not, but it is not believed.

That the entries hold the question's words is left to it; everything else that costs nothing to see
is seen, with the database's own rows.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from search.backends.elasticsearch.queries import MOST_VALUES
from search.backends.elasticsearch.response import Lying, Said
from search.entry import KINDS
from search.models import SearchEntry
from search.query.ranking import LANGUAGES_PER_THING
from search.query.request import FACETS, Query


def check(said: Said, rows: Mapping[int, SearchEntry], query: Query) -> None:
    """Raise Lying unless the answer fits the question, the database's `rows` and itself."""
    found = [rows[pk] for pk, _score in said.found if pk in rows]
    true = (
        len(found) == len(said.found)
        and len({row.group for row in found}) == len(found)
        and all(_meets(row, query) for row in found)
        and _in_order(found, query)
        and _page_fits(said, query)
        and all(_counts_fit(said, name, query) for name in FACETS)
        and all(_counted(found, said.facets[name], name) for name in FACETS)
    )
    if not true:
        raise Lying


def _meets(row: SearchEntry, query: Query) -> bool:
    """Whether an entry is what the filters and the period let through."""
    if any(getattr(row, name) != value for name, value in query.filters.items()):
        return False
    if not (query.since or query.until):
        return True
    first, last = query.since or date.min, query.until or date.max
    return row.published_on is not None and first <= row.published_on <= last


def _in_order(found: list[SearchEntry], query: Query) -> bool:
    if query.words and query.sort != "date":
        return True
    days = [row.published_on or date.min for row in found]
    return days == sorted(days, reverse=True)


def _slack(total: int) -> int:
    """How far counts may be apart: the server counts things in several languages by a rule that
    is exact for some thousands only."""
    return total // 100


def _page_fits(said: Said, query: Query) -> bool:
    """Whether the page is as full as the total says."""
    slack, left = _slack(said.total), said.total - query.offset
    shown = len(said.found)
    return min(left - slack, query.size) <= shown <= max(left + slack, 0)


def _counts_fit(said: Said, name: str, query: Query) -> bool:
    """Whether a facet's counts go with the total.

    Chosen, its value is what was found. Else each value is a part of what was found; a thing has a
    value for each of its languages at most, and everything has a kind.
    """
    counts, slack = said.facets[name], _slack(said.total)
    if not all(type(number) is int and number > 0 for number in counts.values()):
        return False
    if name == "kind" and not set(counts) <= set(KINDS):
        return False
    chosen = query.filters.get(name)
    if chosen:
        return len(counts) >= MOST_VALUES or abs(counts.get(chosen, 0) - said.total) <= slack
    if name == "kind" and sum(counts.values()) < said.total - slack:
        return False
    most = said.total + slack
    return (
        max(counts.values(), default=0) <= most
        and sum(counts.values()) <= LANGUAGES_PER_THING * most
    )


def _counted(found: list[SearchEntry], counts: dict[str, int], name: str) -> bool:
    """Whether everything on the page was counted."""
    held = Counter(filter(None, (getattr(row, name) for row in found)))
    return len(counts) >= MOST_VALUES or all(held[value] <= counts.get(value, 0) for value in held)
