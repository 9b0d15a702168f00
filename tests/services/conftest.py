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
