"""The ticket pages: open with number and secret, print, move, cancel, close."""

from datetime import timedelta

import icalendar
import pytest
from django.core.cache import cache
from django.utils import timezone

from services.booking import lifecycle, tickets
from services.schedule.slots import free_slots
from tests.services.builders import add_hours, create_official


@pytest.fixture
def new_booking(office):
    """Return a booking on the first free day after today."""
    cache.clear()
    official = create_official(office)
    for weekday in range(1, 8):
        add_hours(official, weekday, room="12")
    at, today = timezone.now(), timezone.localdate()
    slot = free_slots(office, official, today + timedelta(days=1), today + timedelta(days=20), at)[
        0
    ]
    return lifecycle.book(
        official=official,
        starts_at=slot.starts_at,
        name="Әсем Қалиева",
        phone="+77011234567",
        subject="Жер учаскесі",
        at=at,
    )


def open_ticket(visit, new_booking, language="kk"):
    page = visit(f"/{language}/reception/ticket/")
    return page.send({"number": new_booking.booking.number, "secret": new_booking.secret})


def test_number_and_secret_open_the_ticket(visit, new_booking):
    page = open_ticket(visit, new_booking)
    for text in (
        new_booking.booking.number,
        "Жер учаскесі",
        "Айгүл Серікбаева",
        "Абай даңғылы",
        "12",
    ):
        assert text in page.main
    assert page.soup.select_one("svg.qr")
    assert new_booking.secret not in page.content.decode()
    assert new_booking.booking.number not in page.path


def test_case_and_spaces_do_not_matter(visit, new_booking):
    page = visit("/ru/reception/ticket/")
    number = new_booking.booking.number.lower().replace("-", " - ")
    page = page.send({"number": number, "secret": new_booking.secret.lower().replace("-", " ")})
    assert new_booking.booking.number in page.main


@pytest.mark.parametrize("wrong", ["number", "secret"])
def test_wrong_number_and_wrong_secret_give_the_same_message(visit, new_booking, wrong):
    typed = {
        "number": new_booking.booking.number,
        "secret": new_booking.secret,
        wrong: "KEN-000001",
    }
    page = visit("/kk/reception/ticket/").send(typed)
    assert page.errors == [
        "Мұндай нөмірі мен құпия коды бар талон жоқ. Екеуін де тексеріп, қайта теріңіз."
    ]
    assert page.soup.select_one("[name=number]")["value"] == typed["number"]


def test_attempts_are_rate_limited(visit, new_booking):
    for _attempt in range(20):
        visit.post("/kk/reception/ticket/", {"number": "KEN-1", "secret": "0000"})
    right = {"number": new_booking.booking.number, "secret": new_booking.secret}
    page = visit.post("/kk/reception/ticket/", right, status=429)
    assert "Он минут күтіңіз" in page.main


def test_closed_ticket_redirects_and_changes_nothing(visit, client, new_booking):
    for name in ("ticket.pdf", "ticket.ics", "ticket/move/"):
        assert visit(f"/kk/reception/{name}").path.endswith("/reception/ticket/")
    client.post("/kk/reception/ticket/cancel/", {})
    new_booking.booking.refresh_from_db()
    assert new_booking.booking.status == "booked"


def test_ticket_as_pdf_and_calendar_file(visit, client, new_booking):
    open_ticket(visit, new_booking, "ru")
    pdf = client.get("/ru/reception/ticket.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Content-Type"] == "application/pdf"
    answer = client.get("/ru/reception/ticket.ics")
    event = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert event["DTSTART"].dt == new_booking.booking.starts_at
    assert "Әсем" not in answer.content.decode()
    assert "Жер" not in answer.content.decode()


def test_citizen_moves_the_booking(visit, new_booking):
    page = open_ticket(visit, new_booking).follow("Басқа уақытты таңдау")
    times = [tag["value"] for tag in page.soup.select("input[name=time]")]
    assert new_booking.booking.starts_at.isoformat() not in times
    page = page.send({"time": times[-1]}, button="Уақытты ауыстыру")
    assert "ауыстырылды" in page.main
    new_booking.booking.refresh_from_db()
    assert timezone.localtime(new_booking.booking.starts_at).isoformat() == times[-1]


def test_move_without_a_valid_time_shows_a_message(visit, new_booking):
    page = open_ticket(visit, new_booking).follow("Басқа уақытты таңдау")
    assert "Уақытты таңдаңыз." in page.send(button="Уақытты ауыстыру").main
    visit.post(page.path, {"time": "not a time"})
    visit.post(page.path, {"time": "2020-01-01T00:00:00+05:00"})


def test_citizen_cancels_the_booking(visit, new_booking):
    page = open_ticket(visit, new_booking)
    page = page.send({"reason": "Ауырып қалдым"}, button="Иә, бас тартамын")
    assert "тоқтатылған" in page.main
    new_booking.booking.refresh_from_db()
    assert new_booking.booking.status == "cancelled"
    assert new_booking.booking.cancel_reason == "Ауырып қалдым"
    assert not page.soup.select("[name=reason]")


def test_long_reason_is_refused_by_how_much_and_kept(visit, new_booking):
    page = open_ticket(visit, new_booking)
    page = page.send({"reason": "Ауырып қалдым. " * 21}, button="Иә, бас тартамын")
    assert "14 таңбаға" in page.main
    assert page.soup.select_one("[name=reason]")["value"].startswith("Ауырып қалдым. ")
    new_booking.booking.refresh_from_db()
    assert new_booking.booking.status == "booked"


def test_closed_ticket_is_not_shown_again(visit, new_booking):
    open_ticket(visit, new_booking).send(button="Талонды осы құрылғыда жабу")
    assert new_booking.booking.number not in visit("/kk/reception/ticket/").text


def test_ticket_stays_open_for_half_an_hour(rf, new_booking):
    request = rf.get("/")
    request.session = {}
    at = timezone.now()
    tickets.OPEN_TICKET.remember(request, new_booking.booking, at)
    assert tickets.OPEN_TICKET.current(request, at + timedelta(minutes=29)) == new_booking.booking
    assert tickets.OPEN_TICKET.current(request, at + timedelta(minutes=31)) is None


def test_qr_carries_number_and_secret_in_the_fragment(new_booking):
    address, fragment = tickets.ticket_url(new_booking.booking, new_booking.secret).split("#")
    assert address.endswith("/kk/reception/ticket/")
    assert fragment == f"{new_booking.booking.number}.{new_booking.secret}"
