"""The visitors' queue in the admin: check in, mark missed, cancel, find a ticket."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from core.models import Notice
from portal import permissions
from services.booking import lifecycle
from services.models import (
    Topic,
)
from services.schedule.slots import free_slots
from tests.services.builders import add_hours, create_office, create_official
from tests.services.staff import book_tomorrow, sign_in


@pytest.fixture
def today_booking(daily):
    """Return a booking for today, new_booking yesterday."""
    at = timezone.now() - timedelta(days=1)
    today = timezone.localdate()
    slots = free_slots(None, daily, today, today, at)
    if not slots:
        pytest.skip("today is a day off: nobody receives")
    return lifecycle.book(official=daily, starts_at=slots[0].starts_at, name="Әсем Қалиева", at=at)


def test_staff_check_in_and_correct_a_no_show(client, daily, today_booking):
    sign_in(client, "staff", permissions.STAFF, daily.office)
    queue = client.get("/admin/reception/queue/", follow=True)
    assert "Әсем Қалиева" in queue.content.decode()
    booking = today_booking.booking
    for verb, status in (("missed", "missed"), ("check-in", "arrived")):
        client.post(f"/admin/reception/queue/kent/{booking.pk}/{verb}/")
        booking.refresh_from_db()
        assert booking.status == status


def test_scanned_ticket_is_marked_in_the_queue(client, daily):
    new_booking = book_tomorrow(daily)
    sign_in(client, "staff", permissions.STAFF, daily.office)
    page = client.get(
        "/admin/reception/queue/kent/", {"number": new_booking.booking.number.lower()}
    )
    assert page.context["match"] == page.context["rows"][0]
    page = client.get("/admin/reception/queue/kent/", {"number": "KEN-000000"})
    assert page.context["not_found"]


def test_staff_cancel_only_with_a_reason(client, daily):
    booking = book_tomorrow(daily, email="a@example.kz").booking
    sign_in(client, "staff", permissions.STAFF, daily.office)
    address = f"/admin/reception/queue/kent/{booking.pk}/cancel/"
    client.post(address, {"reason": " "})
    booking.refresh_from_db()
    assert booking.status == "booked"
    client.post(address, {"reason": "Депутат сессияда"})
    booking.refresh_from_db()
    assert booking.status == "cancelled"
    assert "Депутат сессияда" in Notice.objects.get(key__endswith=":cancelled").body


def test_staff_see_the_queue_of_own_office_only(client, daily):
    other = create_office("other", "OTH")
    booking = book_tomorrow(daily).booking
    sign_in(client, "stranger", permissions.STAFF, other)
    assert client.get("/admin/reception/queue/kent/", follow=True).status_code == 404
    for office in ("kent", "other"):
        address = f"/admin/reception/queue/{office}/{booking.pk}/cancel/"
        assert client.post(address, {"reason": "x"}, follow=True).status_code == 404
    booking.refresh_from_db()
    assert booking.status == "booked"


def test_user_without_office_has_no_queue(client, office):
    sign_in(client, "press", permissions.PRESS)
    answer = client.get("/admin/reception/queue/")
    assert answer.status_code in (302, 403)
    assert "Келушілер" not in client.get("/admin/", follow=True).content.decode()


def test_head_sees_queues_of_branches(client, daily):
    branch = create_office("branch", "BRA", parent=daily.office)
    sign_in(client, "head", permissions.HEADS, daily.office)
    assert client.get(f"/admin/reception/queue/{branch.slug}/").status_code == 200


def test_walk_in_appeal_is_prefilled_from_the_booking(client, daily):
    booking = book_tomorrow(daily, subject="Жер учаскесінің кезегі", phone="+77010000001").booking
    sign_in(client, "staff", permissions.STAFF, daily.office)
    form = client.get(reverse("appeals_admin:register"), {"visit": booking.number}).context["form"]
    initial = {name: form[name].value() for name in ("name", "phone", "points", "visit")}
    assert initial == {
        "name": "Әсем",
        "phone": "+77010000001",
        "points": "Жер учаскесінің кезегі",
        "visit": booking.number,
    }
    other = create_official(create_office("other", "OTH"))
    add_hours(other, timezone.localdate().isoweekday() % 7 + 1)
    sign_in(client, "stranger", permissions.STAFF, other.office)
    form = client.get(reverse("appeals_admin:register"), {"visit": booking.number}).context["form"]
    assert form["name"].value() is None
    Topic.objects.create(slug="land", title_kk="Жер")
    sign_in(client, "second", permissions.STAFF, daily.office)
    page = client.get(reverse("appeals_admin:register"), {"visit": booking.number})
    data = {
        "token": page.context["form"]["token"].value(),
        "visit": booking.number,
        "channel": "visit",
        "office": daily.office.pk,
        "official": daily.pk,
        "language": "kk",
        "kind": page.context["form"].fields["kind"].queryset.first().pk,
        "topic": Topic.objects.get().pk,
        "applicant_kind": "person",
        "name": "Әсем Қалиева",
        "phone": "+77010000001",
        "postal_address": "Кентау, Абай, 1",
        "points": "Жер учаскесінің кезегі жылжымайды.",
        "consent_processing": "on",
    }
    page = client.post(reverse("appeals_admin:register"), data)
    assert page.context["appeal"].visit == booking


def test_list_of_the_day_is_printed_and_recorded(client, daily):
    booking = book_tomorrow(daily).booking
    gone = book_tomorrow(daily, phone="+77010000009").booking
    lifecycle.cancel(gone, at=timezone.now())
    sign_in(client, "staff", permissions.STAFF, daily.office)
    day = f"{timezone.localdate(booking.starts_at):%Y-%m-%d}"
    page = client.get("/admin/reception/queue/kent/", {"day": day})
    address = f"/admin/reception/queue/kent/list.pdf?day={day}"
    assert address in page.content.decode()
    pages = PdfReader(io.BytesIO(client.get(address).content)).pages
    text = " ".join(page.extract_text() for page in pages)
    assert booking.number in text
    assert booking.name in " ".join(text.split())
    assert gone.number not in text
    entry = ModelLogEntry.objects.filter(action="services.list").latest("pk")
    assert entry.data["ids"] == [booking.pk]


def test_list_of_another_office_is_not_printed(client, daily):
    sign_in(client, "stranger", permissions.STAFF, create_office("other", "OTH"))
    assert client.get("/admin/reception/queue/kent/list.pdf").status_code == 404


@pytest.mark.parametrize("typed", ["ӘСЕМ", "әсе", "8 701 123 45 67"])
def test_visitor_is_found_by_name_or_phone_and_recorded(client, daily, typed):
    booking = book_tomorrow(daily, phone="+77011234567").booking
    sign_in(client, "staff", permissions.STAFF, daily.office)
    assert client.get("/admin/reception/queue/kent/find/").status_code == 405
    page = client.post("/admin/reception/queue/kent/find/", {"visitor": typed})
    assert [row.number for row in page.context["rows"]] == [booking.number]
    assert f"?day={timezone.localdate(booking.starts_at):%Y-%m-%d}" in page.content.decode()
    entry = ModelLogEntry.objects.filter(action="services.list").latest("pk")
    assert entry.data["ids"] == [booking.pk]


def test_visitor_of_another_office_is_not_found(client, daily):
    book_tomorrow(daily)
    sign_in(client, "stranger", permissions.STAFF, create_office("other", "OTH"))
    page = client.post("/admin/reception/queue/other/find/", {"visitor": "Әсем"})
    assert page.context["rows"] == []
    address = "/admin/reception/queue/kent/find/"
    assert client.post(address, {"visitor": "Әсем"}).status_code == 404
    assert client.post("/admin/reception/queue/other/find/", {"visitor": " "}).context["too_short"]
