from datetime import time

import pytest

from tests.services.builders import add_hours, create_office, create_official


@pytest.fixture
def office(db):
    return create_office()


@pytest.fixture
def official(office):
    """Return an official who receives on Mondays, 10:00-12:00, eight visitors in turn."""
    official = create_official(office)
    add_hours(official)
    return official


@pytest.fixture
def daily(office):
    """Return an official who receives all day on every day of the week."""
    official = create_official(office)
    for weekday in range(1, 8):
        add_hours(official, weekday, starts=time(0), ends=time(23, 45), minutes=15)
    return official
