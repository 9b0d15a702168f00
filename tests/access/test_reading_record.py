"""Whoever reads what citizens wrote is in the site history, also by way of lists."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

pytestmark = pytest.mark.django_db


def entries(user, action: str) -> list[ModelLogEntry]:
    return list(ModelLogEntry.objects.filter(user=user, action=action).order_by("pk"))


@pytest.mark.parametrize("address", ["/admin/appeals/", "/admin/appeals/results/"])
def test_list_of_appeals_leaves_one_entry_with_the_ids_shown(scenario, address):
    assert scenario.client("clerk").get(address).status_code == 200
    (entry,) = entries(scenario.users["clerk"], "appeals.list")
    assert scenario.appeal.pk in entry.data["ids"]


def test_panel_of_waiting_appeals_leaves_one_entry_with_the_ids_shown(scenario):
    scenario.client("superuser").get("/admin/")
    (entry,) = entries(scenario.users["superuser"], "appeals.list")
    assert entry.data["ids"] == [scenario.other.appeal.pk]


def test_list_of_public_answers_leaves_one_entry_with_the_ids_shown(scenario):
    scenario.client("clerk").get(reverse("appeals_admin:queue"), {"stage": "published"})
    (entry,) = entries(scenario.users["clerk"], "appeals.list_answers")
    assert entry.data["ids"] == [scenario.public.pk]


def test_search_in_the_list_records_only_the_rows_found(scenario):
    scenario.client("clerk").get("/admin/appeals/", {"q": scenario.appeal.number})
    (entry,) = entries(scenario.users["clerk"], "appeals.list")
    assert entry.data["ids"] == [scenario.appeal.pk]


def test_empty_list_leaves_no_entry(scenario):
    scenario.client("clerk").get("/admin/appeals/", {"q": "NONE-2026-000000"})
    assert not entries(scenario.users["clerk"], "appeals.list")


def test_export_is_recorded_as_an_export_alone(scenario):
    scenario.client("clerk").get("/admin/appeals/", {"export": "csv"})
    assert len(entries(scenario.users["clerk"], "appeals.export")) == 1
    assert not entries(scenario.users["clerk"], "appeals.list")


def test_queue_of_visitors_leaves_one_entry_with_the_ids_shown(scenario):
    booking = scenario.booked.booking
    address = reverse("services_admin:queue", args=[booking.office.slug])
    page = scenario.client("clerk").get(address, {"number": booking.number})
    assert booking.number in page.content.decode()
    (entry,) = entries(scenario.users["clerk"], "services.list")
    assert booking.pk in entry.data["ids"]


@pytest.mark.parametrize(
    "page",
    [
        ("prepare", lambda scenario: [scenario.public.reply_id]),
        ("check", lambda scenario: [scenario.public.pk]),
        ("act", lambda scenario: [scenario.appeal.pk, "close"]),
        ("case", lambda scenario: [scenario.appeal.pk]),
    ],
    ids=lambda page: page[0],
)
def test_page_with_the_words_of_the_applicant_is_recorded_once_a_day(scenario, page):
    name, arguments = page
    client = scenario.client("head")
    for _ in range(2):
        address = reverse(f"appeals_admin:{name}", args=arguments(scenario))
        assert client.get(address).status_code == 200
    (entry,) = entries(scenario.users["head"], "appeals.open")
    assert entry.object_id == str(scenario.appeal.pk)
