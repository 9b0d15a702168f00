from datetime import time

import pytest

from tests.services.build import an_office, an_official, receives


@pytest.fixture
def office(db):
    return an_office()


@pytest.fixture
def official(office):
    """Receives on Mondays, 10:00-12:00, eight visitors one after another."""
    found = an_official(office)
    receives(found)
    return found


@pytest.fixture
def daily(office):
    """An official who receives every day from morning till night."""
    official = an_official(office)
    for weekday in range(1, 8):
        receives(official, weekday, starts=time(0), ends=time(23, 45), minutes=15)
    return official
