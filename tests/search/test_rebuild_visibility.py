"""Visitors search while the index is rebuilt."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections

from search import index_writer
from tests.search.entries import make_entry, search_for

pytestmark = pytest.mark.django_db(transaction=True)
FEW, MANY = 30, 50
MOST_BUILDS = 500  # until the visitors have come
PAUSE = 0.1  # seconds between two edits: SQLite's lock goes to whoever asks first
QUERIES = (("су", {}), ("", {}), ("", {"topic": "water"}))


def things(number: int):
    return [make_entry(f"n{each}", body="су", topic="water") for each in range(number)]


def search_repeatedly(over: Event, seen: set[tuple[int, int]]) -> None:
    """Record the totals and the numbers of hits that a visitor sees until the end."""
    try:
        while not over.is_set():
            for words, how in QUERIES:
                found = search_for(words, size=100, **how)
                seen.add((found.total, len(found.hits)))
    finally:
        connections.close_all()


def test_nobody_sees_an_empty_or_half_filled_index():
    index_writer.rebuild_from(things(MANY))
    over, seen = Event(), set()
    with ThreadPoolExecutor(3) as visitors:
        asked = [visitors.submit(search_repeatedly, over, seen) for _visitor in range(3)]
        for build in range(MOST_BUILDS):
            index_writer.rebuild_from(things((FEW, MANY)[build % 2]))
            if build > 8 and len(seen) > 1:
                break
        over.set()
    for each in asked:
        each.result()
    assert seen == {(FEW, FEW), (MANY, MANY)}


def test_a_list_without_words_follows_every_change():
    index_writer.rebuild_from(things(MANY))
    before = search_for().total
    index_writer.drop("test:n1")
    index_writer.put([make_entry("new", body="су", topic="roads")])
    assert (before, search_for().total) == (MANY, MANY)
    assert search_for("су", topic="roads").total == search_for("", topic="roads").total == 1
    assert search_for("су", topic="water").total == search_for("", topic="water").total == MANY - 1


def publish_repeatedly(over: Event) -> int:
    """Publish something new again and again; return how often."""
    times = 0
    try:
        while not over.is_set():
            times += 1
            index_writer.put([make_entry("n1", body=f"су {times}")])
            index_writer.drop("test:n2")
            over.wait(PAUSE)
    finally:
        connections.close_all()
    return times


def test_entries_published_during_rebuilds_are_found():
    index_writer.rebuild_from(things(MANY))
    over = Event()
    with ThreadPoolExecutor(1) as editors:
        editor = editors.submit(publish_repeatedly, over)
        for _build in range(3):
            index_writer.rebuild_from(things(MANY))
        over.set()
    index_writer.put([make_entry("n1", body=f"су {editor.result() + 1}")])
    assert search_for(f"{editor.result() + 1}").total == 1
    assert search_for("су").total in {MANY, MANY - 1}
