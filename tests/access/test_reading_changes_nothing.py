"""GET changes no row: neither for a visitor nor for staff, but for the records of reading."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.access.access_matrix import ACCESS
from tests.access.scenario import ROLES

pytestmark = pytest.mark.django_db
WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.I)
# Who read whose data (the law asks for it), and when a session was last used.
RECORDS_OF_READING = {"core_readingchain", "wagtailcore_modellogentry", "django_session"}


def changed_tables(client, url: str) -> set[str]:
    """Return the tables that opening a page changes."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
        if response.streaming:
            b"".join(response)
    matches = (WRITE.match(query["sql"]) for query in queries.captured_queries)
    return {match[1] for match in matches if match}


@pytest.mark.parametrize("role", ["anonymous", "owner", "superuser"])
def test_opening_a_page_changes_nothing(scenario, role):
    assert role in ROLES
    client = scenario.client(role)
    allowed = set() if role == "anonymous" else RECORDS_OF_READING
    urls = {rule.url(scenario) for rule in ACCESS.values() if role in rule.opens}
    changed = {url: tables for url in urls if (tables := changed_tables(client, url) - allowed)}
    assert not changed
