"""The ticket's journey: opened with number and secret, printed, moved, cancelled, closed."""

from datetime import timedelta

import icalendar
import pytest
from django.core.cache import cache
from django.utils import timezone

from services.booking import lifecycle as verbs
from services.booking import tickets
from services.schedule.slots import free_slots
from tests.services.build import an_official, receives


@pytest.fixture
def made(office):
    """A booking on the first free day after today."""
    cache.clear()
    official = an_official(office)
    for weekday in range(1, 8):
        receives(official, weekday, room="12")
    at, today = timezone.now(), timezone.localdate()
    slot = free_slots(office, official, today + timedelta(days=1), today + timedelta(days=20), at)[
        0
    ]
    return verbs.book(
        official=official,
        starts_at=slot.starts_at,
        name="Әсем Қалиева",
        phone="+77011234567",
        subject="Жер учаскесі",
        at=at,
    )


def opened(visit, made, language="kk"):
    page = visit(f"/{language}/reception/ticket/")
    return page.send({"number": made.booking.number, "secret": made.secret})


def test_number_and_secret_open_the_ticket(visit, made):
    page = opened(visit, made)
    for words in (made.booking.number, "Жер учаскесі", "Айгүл Серікбаева", "Абай даңғылы", "12"):
        assert words in page.main
    assert page.soup.select_one("svg.qr")
    assert made.secret not in page.content.decode()
    assert made.booking.number not in page.path


def test_what_people_type_instead_still_opens_it(visit, made):
    page = visit("/ru/reception/ticket/")
    number = made.booking.number.lower().replace("-", " - ")
    page = page.send({"number": number, "secret": made.secret.lower().replace("-", " ")})
    assert made.booking.number in page.main


@pytest.mark.parametrize("wrong", ["number", "secret"])
def test_a_wrong_number_and_a_wrong_secret_say_the_same(visit, made, wrong):
    typed = {"number": made.booking.number, "secret": made.secret, wrong: "KEN-000001"}
    page = visit("/kk/reception/ticket/").send(typed)
    assert page.errors == [
        "Мұндай нөмірі мен құпия коды бар талон жоқ. Екеуін де тексеріп, қайта теріңіз."
    ]
    assert page.soup.select_one("[name=number]")["value"] == typed["number"]


def test_guessing_is_slowed_down(visit, made):
    for _try in range(20):
        visit.post("/kk/reception/ticket/", {"number": "KEN-1", "secret": "0000"})
    right = {"number": made.booking.number, "secret": made.secret}
    page = visit.post("/kk/reception/ticket/", right, status=429)
    assert "Он минут күтіңіз" in page.main


def test_without_an_open_ticket_nothing_is_shown(visit, client, made):
    for name in ("ticket.pdf", "ticket.ics", "ticket/move/"):
        assert visit(f"/kk/reception/{name}").path.endswith("/reception/ticket/")
    client.post("/kk/reception/ticket/cancel/", {})
    made.booking.refresh_from_db()
    assert made.booking.status == "booked"


def test_the_ticket_prints_and_goes_to_the_calendar(visit, client, made):
    opened(visit, made, "ru")
    pdf = client.get("/ru/reception/ticket.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Content-Type"] == "application/pdf"
    answer = client.get("/ru/reception/ticket.ics")
    event = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert event["DTSTART"].dt == made.booking.starts_at
    assert "Әсем" not in answer.content.decode()
    assert "Жер" not in answer.content.decode()


def test_the_citizen_moves_the_reception(visit, made):
    page = opened(visit, made).follow("Басқа уақытты таңдау")
    times = [tag["value"] for tag in page.soup.select("input[name=time]")]
    assert made.booking.starts_at.isoformat() not in times
    page = page.send({"time": times[-1]}, button="Уақытты ауыстыру")
    assert "ауыстырылды" in page.main
    made.booking.refresh_from_db()
    assert timezone.localtime(made.booking.starts_at).isoformat() == times[-1]


def test_moving_without_choosing_asks_to_choose(visit, made):
    page = opened(visit, made).follow("Басқа уақытты таңдау")
    assert "Уақытты таңдаңыз." in page.send(button="Уақытты ауыстыру").main
    visit.post(page.path, {"time": "not a time"})
    visit.post(page.path, {"time": "2020-01-01T00:00:00+05:00"})


def test_the_citizen_cancels_and_the_seat_is_free(visit, made):
    page = opened(visit, made)
    page = page.send({"reason": "Ауырып қалдым"}, button="Иә, бас тартамын")
    assert "тоқтатылған" in page.main
    made.booking.refresh_from_db()
    assert made.booking.status == "cancelled"
    assert made.booking.cancel_reason == "Ауырып қалдым"
    assert not page.soup.select("[name=reason]")


def test_closing_the_ticket_hides_it_from_the_next_person(visit, made):
    opened(visit, made).send(button="Талонды осы құрылғыда жабу")
    assert made.booking.number not in visit("/kk/reception/ticket/").text


def test_the_session_forgets_the_ticket_after_half_an_hour(rf, made):
    request = rf.get("/")
    request.session = {}
    at = timezone.now()
    tickets.OPEN_TICKET.remember(request, made.booking, at)
    assert tickets.OPEN_TICKET.current(request, at + timedelta(minutes=29)) == made.booking
    assert tickets.OPEN_TICKET.current(request, at + timedelta(minutes=31)) is None


def test_the_qr_hides_number_and_secret_behind_the_hash(made):
    address, mark = tickets.ticket_url(made.booking, made.secret).split("#")
    assert address.endswith("/kk/reception/ticket/")
    assert mark == f"{made.booking.number}.{made.secret}"
