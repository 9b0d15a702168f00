"""A booking from the front page to the ticket, the calendar and the cancellation."""

import re

import icalendar
import pytest
from django.core.cache import cache

from core.models import Notice
from services.models import Booking
from tests.builders import a_clerk, a_working_office, an_official
from tests.citizen_form import interface_text
from tests.client import new_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def official(db):
    cache.clear()
    return an_official(a_working_office())


def open_hours_step(visit, language: str, official):
    """Choose the office, the official and the first free day; return the page of the hours."""
    forward = interface_text(language, "Continue")
    page = visit(f"/{language}/").follow(interface_text(language, "Book a reception"))
    page = page.send({"office": "ken"}, button=forward)
    page = page.send({"official": str(official.pk)}, button=forward)
    days = [tag["value"] for tag in page.soup.select("[name=day]")]
    return page.send({"day": days[0]}, button=forward)


def offered_hours(page) -> list[str]:
    return [str(tag["value"]) for tag in page.soup.select("[name=hour]")]


def book(visit, language: str, official, phone="8 701 123 45 67", hour=0):
    page = open_hours_step(visit, language, official)
    chosen = offered_hours(page)[hour]
    page = page.send({"hour": chosen}, button=interface_text(language, "Continue"))
    page = page.send(
        {"name": "Қалиева Әсем", "phone": phone}, button=interface_text(language, "Book")
    )
    return page, chosen


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_booking_from_front_page_to_cancellation(visit, official, language):
    page, chosen = book(visit, language, official)
    assert page.h1 == interface_text(language, "You are booked")
    row = Booking.objects.get()
    secret = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.main).group()
    assert row.number in page.main
    calendar = icalendar.Calendar.from_ical(
        page.follow(interface_text(language, "Add to the calendar")).content
    )
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == chosen
    assert str(event["status"]) == "CONFIRMED"
    assert "Қалиева" not in str(event)

    other = new_client()
    assert chosen not in offered_hours(open_hours_step(other, language, official))
    ticket = other(f"/{language}/reception/ticket/").send({"number": row.number, "secret": secret})
    assert official.name_kk in ticket
    ticket.send({"reason": "Жолға шықтым"}, button=interface_text(language, "Yes, cancel it"))
    row.refresh_from_db()
    assert row.status == "cancelled"
    assert chosen in offered_hours(open_hours_step(other, language, official))
    for letter in Notice.objects.filter(about=row.number):
        assert secret not in letter.body


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_same_slot_is_booked_once(visit, official, language):
    first, second = visit, new_client()
    pages = [open_hours_step(client, language, official) for client in (first, second)]
    chosen = offered_hours(pages[0])[0]
    forward, last = interface_text(language, "Continue"), interface_text(language, "Book")
    pages = [page.send({"hour": chosen}, button=forward) for page in pages]
    people = [("Қалиева Әсем", "8 701 123 45 67"), ("Оспан Ерлан", "8 701 123 45 68")]
    results = [
        page.send({"name": name, "phone": phone}, button=last)
        for page, (name, phone) in zip(pages, people, strict=True)
    ]
    assert results[0].h1 == interface_text(language, "You are booked")
    assert results[1].h1 != interface_text(language, "You are booked")
    assert results[1].errors
    assert chosen not in offered_hours(results[1])
    assert Booking.objects.count() == 1


def test_staff_queue_shows_booking(visit, official):
    book(visit, "kk", official)
    row = Booking.objects.get()
    clerk = new_client(a_clerk(official.office))
    queue = clerk("/admin/reception/queue/ken/", {"day": f"{row.starts_at:%Y-%m-%d}"})
    assert row.number in queue
    assert "Қалиева" in queue
