import pytest
from django.core.cache import cache

from tests.builders import a_kind, a_topic, an_office
from tests.citizen_form import AppealWizardClient


@pytest.fixture(autouse=True)
def fresh_counters():
    """Tries are counted in the cache, which outlives a test's rolled-back database."""
    cache.clear()


@pytest.fixture
def facts(db):
    """A kind, a topic and an office to choose."""
    return {"kind": a_kind(), "topic": a_topic(), "office": an_office()}


@pytest.fixture
def appeal_form(visit, facts):
    """A citizen who fills the appeal in: `appeal_form("ru").fill_to("matter")`."""
    return lambda language="kk": AppealWizardClient(visit, language)
