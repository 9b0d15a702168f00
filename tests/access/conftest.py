import pytest
from django.core.cache import cache
from django.db import transaction

from tests.access.scenario import Scenario, build


@pytest.fixture(scope="module")
def scenario(django_db_setup, django_db_blocker) -> Scenario:
    """Build it once a module; each test's changes are rolled back."""
    block = transaction.atomic()
    block._from_testcase = True  # as Django's TestCase marks its own: values are kept inside
    with django_db_blocker.unblock(), block:
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def clear_counters():
    """Clear the counters of attempts: the cache outlives a test's rolled-back database."""
    cache.clear()
