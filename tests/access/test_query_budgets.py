"""Each page makes at most as many database queries as its budget in query_budgets.py allows.

A public page takes at most MOST_QUERIES, however much the portal holds.
"""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeals.models import PublishedAnswer
from services.models import ServiceStandard, ServiceStandardPage, StandardIndexPage
from tests.access.access_matrix import ACCESS
from tests.access.query_budgets import ADMIN_LISTS, BUDGETS, CONTENT_PAGES
from tests.builders import a_procedure_page, a_report, a_topic, a_working_office, an_official

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
# The role that opens a page; the first of these that may.
VIEWERS = ["anonymous", "owner", "head", "editor", "superuser"]
MOST_QUERIES = 12
COPIES = 9
PAGES = [
    "/kk/", "/kk/offices/", "/kk/offices/ken/", "/kk/offices/ken/stand/", "/kk/reception/",
    "/kk/answers/", "/kk/answers/1/", "/kk/figures/", "/kk/procedures/", "/kk/standards/",
    "/kk/standards/passport/", "/kk/reports/", "/kk/reports/nauryz/", "/kk/feeds/reports/",
    "/kk/feeds/answers/", "/kk/reception/book/", "/api/v1/offices", "/sitemap.xml",
]  # fmt: skip


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


def add_standard_page(slug: str) -> None:
    """Create a live Kazakh page of a service standard with a topic."""
    standard = ServiceStandard.objects.create(slug=slug, title_kk=slug, topic=a_topic())
    parent = StandardIndexPage.objects.get(locale__language_code="kk")
    page = ServiceStandardPage(title=slug, slug=slug, locale=parent.locale, standard=standard)
    parent.add_child(instance=page)
    page.save_revision().publish()


def copy_answer(answer: PublishedAnswer, number: int) -> None:
    """Publish the same words under another number."""
    answer.pk, answer.number, answer.reply_id = None, number, None
    answer.save(force_insert=True)


def test_pages_take_few_queries_and_no_more_with_ten_times_the_content(scenario):
    """Offices, officials, procedures, standards, reports and answers, each ten times."""
    client = scenario.client("anonymous")
    add_standard_page("passport")
    before = {url: count_queries(client, url) for url in PAGES}
    for number in range(COPIES):
        letter = chr(ord("A") + number)
        office = a_working_office(f"ZZ{letter}")
        an_official(office, name=f"Адам {letter}")
        an_official(scenario.facts["here"], name=f"Адам {letter}")
        a_procedure_page(title=f"Рәсім {letter}", slug=f"procedure-{number}")
        add_standard_page(f"standard-{number}")
        a_report(slug=f"report-{number}", date=date(2026, 3, 1 + number), office=office)
        copy_answer(scenario.public, 1000 + number)
    after = {url: count_queries(client, url) for url in PAGES}
    assert {url: n for url, n in after.items() if n > before[url] or n > MOST_QUERIES} == {}
