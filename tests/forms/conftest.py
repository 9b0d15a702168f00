"""Fixtures of the tests of the forms."""

import pytest
from django.core.cache import cache

from tests.builders import a_kind, a_topic, an_office
from tests.citizen_form import AppealWizardClient


@pytest.fixture(autouse=True)
def reset_rate_limits():
    """Clear the counters: the cache outlives a test's rolled-back database."""
    cache.clear()


@pytest.fixture
def reference_data(db):
    """Create a kind, a topic and an office to choose from."""
    return {"kind": a_kind(), "topic": a_topic(), "office": an_office()}


@pytest.fixture
def appeal_form(visit, reference_data):
    """Return a factory of wizard clients: `appeal_form("ru").fill_to("matter")`."""
    return lambda language="kk": AppealWizardClient(visit, language)
