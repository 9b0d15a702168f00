"""Filters and their counts say exactly what a count by hand says."""

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from search import index_writer
from search.entry import Entry
from search.query.request import FACETS, Query
from tests.search.entries import found_keys, make_entry, search_for

pytestmark = pytest.mark.django_db
WORDS = ("жол", "су", "жылу")
VALUES = {
    "kind": ("answer", "standard"),
    "topic": ("", "roads", "water"),
    "office": ("a", "b"),
    "competent_body": ("", "akimat"),
    "outcome": ("", "satisfied", "refused"),
}
YEARS = ("", "2025", "2026")
FIRST = date(2025, 12, 1)


@pytest.fixture
def things(db) -> list[Entry]:
    """Sixty things, some in three languages, some of which differ from their translations."""
    chance = random.Random(7)
    made = []
    for number in range(60):
        facets = {name: chance.choice(values) for name, values in VALUES.items()}
        day = FIRST + timedelta(days=chance.randrange(90))
        body = " ".join(chance.sample(WORDS, chance.randrange(1, 3)))
        for code in ("kk", "ru", "en")[: chance.choice((1, 1, 3))]:
            made.append(make_entry(f"n{number}", code, body=body, published_on=day, **facets))
            if chance.random() < 0.2:
                day = chance.choice((None, FIRST, FIRST + timedelta(days=chance.randrange(90))))
            if chance.random() < 0.1:
                facets = {**facets, "topic": chance.choice(VALUES["topic"])}
    index_writer.rebuild_from(made)
    return made


def by_hand(things: list[Entry], query: Query) -> tuple[int, dict[str, dict[str, int]]]:
    def meets(each: Entry, filters: dict[str, str]) -> bool:
        return (
            (not query.words or query.words in each.body.split())
            and (query.since is None or within(each, query.since, date.max))
            and (query.until is None or within(each, date.min, query.until))
            and all(value_of(each, name) == value for name, value in filters.items())
        )

    total = len({each.group for each in things if meets(each, query.filters)})
    counts: dict[str, dict[str, int]] = {}
    for name in FACETS:
        others = {facet: value for facet, value in query.filters.items() if facet != name}
        pairs = {(each.group, value_of(each, name)) for each in things if meets(each, others)}
        counts[name] = {}
        for _group, value in pairs:
            if value:
                counts[name][value] = counts[name].get(value, 0) + 1
    return total, counts


def within(each: Entry, first: date, last: date) -> bool:
    return each.published_on is not None and first <= each.published_on <= last


def value_of(each: Entry, name: str) -> str:
    if name == "year":
        return each.published_on.isoformat()[:4] if each.published_on else ""
    return getattr(each, name)


def queries():
    """Every combination of the filters' values, with words and without; periods and odd values."""
    values = {name: {"", *some} for name, some in VALUES.items()} | {"year": YEARS}
    for words, *chosen in product(("", "су"), *values.values()):
        yield Query(words, "kk", **dict(zip(values, chosen, strict=True)))
    for words in ("", "су"):
        yield Query(words, "ru", since=date(2026, 2, 1))
        yield Query(words, "ru", since=date(2026, 2, 1), until=date(2026, 2, 20), office="a")
        yield Query(words, "en", until=date(2026, 1, 15), competent_body="akimat")
        yield Query(words, "en", kind="answer", topic="nowhere")
        yield Query(words, "ru", since=date(2025, 12, 20), year="2025")
        yield Query(words, "ru", until=date(2025, 12, 20), year="2026")
        yield Query(words, "ru", year="1999")


def test_totals_and_counts_are_exact(things):
    for query in queries():
        found = search_for(**{**vars(query), "words": query.words, "language": query.language})
        total, counts = by_hand(things, query)
        assert (found.total, found.facets) == (total, counts), query


def test_every_thing_is_on_one_page_and_once(things):
    for sort in ("relevance", "date"):
        seen, page = [], 1
        while part := found_keys("су", page=page, sort=sort):
            seen += part
            page += 1
        assert len(seen) == len(set(seen)) == search_for("су").total
        assert found_keys("су", page=page, sort=sort) == []


def test_the_newest_first(things):
    newest: dict[str, date] = {}
    for each in things:
        day = each.published_on or date.min
        newest[each.group] = max(newest.get(each.group, day), day)
    for words, sort in (("су", "date"), ("", "relevance")):
        days = [newest[hit.entry.group] for hit in search_for(words, sort=sort, size=100).hits]
        assert days == sorted(days, reverse=True)


def test_counts_follow_every_change(things):
    before = search_for("су").total
    index_writer.put([make_entry("new", body="су", topic="roads")])
    assert search_for("су").total == before + 1
    assert (
        search_for("су", topic="roads").total
        == by_hand(
            [*things, make_entry("new", body="су", topic="roads")], Query("су", topic="roads")
        )[0]
    )
    index_writer.put([replace(make_entry("new", body="жол", topic="roads"))])
    assert search_for("су").total == before
    index_writer.drop("test:new")
    assert search_for("", topic="roads").total == by_hand(things, Query("", topic="roads"))[0]
