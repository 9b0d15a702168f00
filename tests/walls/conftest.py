import pytest
from django.core.cache import cache
from django.db import transaction

from tests.walls.world import World, build


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> World:
    """Built once a module; what a test changes in it is undone after the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def fresh_counters():
    """Tries are counted in the cache, which outlives a test's rolled-back database."""
    cache.clear()
