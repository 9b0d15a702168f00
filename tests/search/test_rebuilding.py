"""People go on searching while the index is built anew."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections

from search import indexing
from tests.search.build import entry, find

pytestmark = pytest.mark.django_db(transaction=True)
FEW, MANY = 30, 50
ASKED = (("су", {}), ("", {}), ("", {"topic": "water"}))


def things(number: int):
    return [entry(f"n{each}", body="су", topic="water") for each in range(number)]


def asking(over: Event) -> set[tuple[int, int]]:
    """What a visitor sees until it is over: how many are said to be found, how many are shown."""
    seen = set()
    try:
        while not over.is_set():
            for words, how in ASKED:
                found = find(words, size=100, **how)
                seen.add((found.total, len(found.hits)))
    finally:
        connections.close_all()
    return seen


def test_nobody_sees_an_empty_or_half_filled_index():
    indexing.rebuild(things(MANY))
    over = Event()
    with ThreadPoolExecutor(3) as visitors:
        asked = [visitors.submit(asking, over) for _visitor in range(3)]
        for number in (FEW, MANY) * 4:
            indexing.rebuild(things(number))
        over.set()
    seen = set().union(*(each.result() for each in asked))
    assert seen <= {(FEW, FEW), (MANY, MANY)}
    assert len(seen) == 2


def test_a_question_goes_on_with_the_index_it_began_with():
    indexing.rebuild(things(MANY))
    before = find().total
    indexing.drop("test:n1")
    indexing.put([entry("new", body="су", topic="roads")])
    assert (before, find().total) == (MANY, MANY)
    assert find("су", topic="roads").total == find("", topic="roads").total == 1
    assert find("су", topic="water").total == find("", topic="water").total == MANY - 1
