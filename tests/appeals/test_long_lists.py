"""Long lists of staff: as many queries for 400 appeals as for 20, and an end that is said."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.appeals_dataset import create_appeals
from core import capped_paginator
from tests.builders import a_body, an_appeal

pytestmark = pytest.mark.django_db
INBOX = "/admin/appeals/"
LISTS = [
    INBOX, f"{INBOX}?situation=open", f"{INBOX}?situation=overdue", f"{INBOX}?situation=short",
    f"{INBOX}?situation=publish", f"{INBOX}?situation=again", f"{INBOX}?q=Шатыр",
    f"{INBOX}?q=00001", f"{INBOX}?ordering=-number", f"{INBOX}?state=closed", f"{INBOX}?p=2",
    f"{INBOX}check/?stage=published", "/admin/letters/", "/admin/letters/?q=TUR", "/admin/",
]  # fmt: skip
EXPORTS = [f"{INBOX}?export=csv", f"{INBOX}?export=xlsx"]


@pytest.fixture
def superuser_client(client):
    """The client of a superuser; an answer is public, so that no list is empty."""
    a_body()
    an_appeal(consent_publication=True).answered().published()
    client.force_login(get_user_model().objects.create_superuser("root", "root@x.example", "p"))
    return client


def count_queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        assert response.status_code == 200, address
        b"".join(response)
    return len(queries)


def test_lists_and_exports_need_the_same_queries_for_twenty_times_the_rows(superuser_client):
    def all_counts() -> dict[str, int]:
        return {url: count_queries(superuser_client, url) for url in LISTS + EXPORTS}

    create_appeals(60)
    all_counts()  # queries that a process makes only once
    few = all_counts()
    create_appeals(400)
    assert all_counts() == few


@pytest.mark.parametrize("query", ["", "state=closed", "q=Шатыр"])
def test_list_ends_after_its_first_rows_and_says_so(superuser_client, monkeypatch, query):
    monkeypatch.setattr(capped_paginator, "MAX_ROWS", 40)
    create_appeals(100)
    first = superuser_client.get(f"{INBOX}?{query}")
    assert "40-нан астам" in first.content.decode()
    last = superuser_client.get(f"{INBOX}?{query}&p=9").context["page_obj"]
    assert last.end_index() == 40
    assert not last.has_next()
