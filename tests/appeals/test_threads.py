"""Concurrent registrations: no gap, no number twice, no second appeal, one place in the ledger."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection

from appeals import lifecycle
from appeals.models import Appeal
from core.ledger import reading, sequence
from core.ledger.models import LedgerLeaf
from tests.appeals.test_registration import new_appeal
from tests.builders import MONDAY, a_kind, a_topic, an_office

pytestmark = pytest.mark.django_db(transaction=True)


def register_concurrently(count: int, make) -> list:
    def register_one(number: int):
        try:
            return lifecycle.register(make(number), by=None, at=MONDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        return list(pool.map(register_one, range(count)))


def test_twenty_concurrent_registrations_have_consecutive_numbers():
    an_office(), a_kind(), a_topic()
    made = register_concurrently(20, lambda number: new_appeal(draft_token=f"draft{number}"))
    assert sorted(each.appeal.number for each in made) == [
        f"TUR-2026-{number:06d}" for number in range(1, 21)
    ]
    assert len({each.secret for each in made}) == 20


def test_one_draft_sent_twenty_times_at_once_is_one_appeal():
    an_office(), a_kind(), a_topic()
    made = register_concurrently(20, lambda number: new_appeal(draft_token="the same"))
    assert Appeal.objects.count() == 1
    assert len({(each.appeal.pk, each.secret) for each in made}) == 1
    assert sum(each.new for each in made) == 1


def test_two_workers_give_each_entry_of_the_ledger_one_place():
    an_office(), a_kind(), a_topic()
    writers_ended = Event()

    def place_until_over() -> int:
        placed = 0
        try:
            while not writers_ended.is_set():
                placed += sequence.place_leaves()
            return placed + sequence.place_leaves()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as workers:
        placing = [workers.submit(place_until_over) for _ in range(2)]
        register_concurrently(12, lambda number: new_appeal(draft_token=f"draft{number}"))
        writers_ended.set()
        assert sum(each.result() for each in placing) == 12
    places = LedgerLeaf.objects.order_by("index").values_list("index", flat=True)
    assert list(places) == list(range(12))
    assert reading.current_root() == reading.prove_consistency(5, 12).new
