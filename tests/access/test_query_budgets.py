"""Each page makes at most as many database queries as its budget in query_budgets.py allows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.access_matrix import ACCESS
from tests.access.query_budgets import ADMIN_LISTS, BUDGETS, CONTENT_PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
# The role that opens a page; the first of these that may.
VIEWERS = ["anonymous", "owner", "head", "editor", "superuser"]


def count_queries(client: Client, url: str) -> int:
    """Return the number of queries of a page whose caches are filled."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
        if response.streaming:
            b"".join(response)
    assert response.status_code == 200, f"{url}: {response.status_code}"
    return len(queries)


def viewer_of(name: str) -> str | None:
    return next((role for role in VIEWERS if role in ACCESS[name].opens), None)


def over_budget(counts: dict[str, int], budgets: dict[str, int]) -> list[str]:
    return [
        f"{name}: {number} queries, budget {budgets[name]}"
        for name, number in counts.items()
        if number > budgets[name]
    ]


def test_every_page_has_a_budget():
    assert {name for name in ACCESS if viewer_of(name)} == set(BUDGETS)


def test_pages_keep_their_budgets(scenario):
    clients = {role: scenario.client(role) for role in VIEWERS}
    counts = {
        name: count_queries(clients[viewer_of(name)], ACCESS[name].url(scenario))
        for name in BUDGETS
    }
    assert not over_budget(counts, BUDGETS)


@pytest.mark.parametrize(
    ("role", "budgets"), [("superuser", ADMIN_LISTS), ("anonymous", CONTENT_PAGES)]
)
def test_lists_and_content_pages_keep_their_budgets(scenario, role, budgets):
    client = scenario.client(role)
    counts = {url: count_queries(client, url) for url in budgets}
    assert not over_budget(counts, budgets)
