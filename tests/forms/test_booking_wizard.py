"""The wizard of a booking: office → official → day → hour → person → ticket."""

import io
from datetime import date, datetime, time, timedelta

import pypdf
import pytest
from django.utils import timezone

from core import access_codes
from core.models import Notice
from forms import rate_limits
from forms.models import Draft
from services.booking.lifecycle import book
from services.models import Booking, Office, Official, ReceptionHours
from services.schedule.slots import free_slots
from tests.builders import an_official, approve_again
from tests.citizen_form import VISITOR_NAME, BookingWizardClient, interface_text
from tests.services.builders import create_office

NO_VIDEO = "There is no video call at this time. Choose another time or come in person."
CONNECTION = "Қызметкер жазған телефоныңызға бейнеқоңырау шалады."


def create_daily_official(connection: str = "", **hours) -> Official:
    """Create an official who receives on every working day, three visitors a day."""
    office = create_office(video_connection_kk=connection)
    return an_official(office, **{"ends": time(11), "minutes": 20, **hours})


@pytest.fixture
def official(db):
    return create_daily_official()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_complete_booking_ends_on_ticket(visit, official, language):
    page = (
        BookingWizardClient(visit, language)
        .fill_to("person")
        .submit_person(email="asem@example.kz")
    )
    booking = Booking.objects.get()
    assert booking.number in page.main
    assert (booking.name, booking.phone, booking.language) == (
        VISITOR_NAME,
        "+77011234567",
        language,
    )
    secret = page.soup.select_one(".receipt__secret").text
    assert access_codes.matches(secret, booking.secret_hash)
    assert page.soup.select_one("svg.qr")
    pdf = visit(page.path.replace("receipt/", "receipt.pdf"))
    text = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    assert booking.number in text
    calendar = visit(f"/{language}/reception/ticket.ics")
    assert b"BEGIN:VEVENT" in calendar.content
    assert VISITOR_NAME not in str(Draft.objects.get().data)


def test_official_in_query_string_skips_to_days(visit, official):
    citizen = BookingWizardClient(visit, query=f"?office=kent&official={official.pk}")
    assert official.name_kk in citizen.page.main
    citizen.page = citizen.page.send()
    assert citizen.step == "day"


@pytest.mark.parametrize(
    "query", ["?official=0", "?official=x", "?official=99999999999999", "?office=nowhere"]
)
def test_invalid_official_in_query_string_is_ignored(visit, official, query):
    citizen = BookingWizardClient(visit, query=query)
    assert citizen.fill_to("official").step == "official"


def test_slot_taken_meanwhile_returns_to_hours_and_keeps_answers(visit, official):
    citizen = BookingWizardClient(visit).fill_to("person")
    draft = Draft.objects.get()
    hour = draft.data["steps"]["hour"]["hour"][0]
    book(
        official=official,
        starts_at=timezone.datetime.fromisoformat(hour),
        name="Тез Адам",
        at=timezone.now(),
    )
    page = citizen.submit_person()
    assert citizen.step == "hour"
    assert page.errors
    assert hour not in citizen.offered_values("hour")
    citizen.fill_to("person")
    assert citizen.page.soup.find("input", attrs={"name": "name"})["value"] == VISITOR_NAME
    citizen.submit_person()
    assert Booking.objects.filter(name=VISITOR_NAME).count() == 1


def test_slot_taken_while_the_form_is_sent_returns_to_hours(visit, official, monkeypatch):
    """Between the check of the steps and the booking."""
    citizen = BookingWizardClient(visit).fill_to("person")
    hour = Draft.objects.get().data["steps"]["hour"]["hour"][0]
    is_allowed = rate_limits.is_allowed

    def be_faster(action, request) -> bool:
        book(
            official=official, starts_at=datetime.fromisoformat(hour), name="Тез", at=timezone.now()
        )
        return is_allowed(action, request)

    monkeypatch.setattr(rate_limits, "is_allowed", be_faster)
    page = citizen.submit_person()
    assert citizen.step == "hour"
    assert page.errors
    assert hour not in citizen.offered_values("hour")


def test_day_without_free_slots_returns_to_days(visit, official):
    citizen = BookingWizardClient(visit).fill_to("hour")
    day = date.fromisoformat(Draft.objects.get().data["steps"]["day"]["day"][0])
    for slot in free_slots(None, official, day, day, timezone.now()):
        book(official=official, starts_at=slot.starts_at, name="Басқа Адам", at=timezone.now())
    citizen.page = visit(citizen.step_url("hour"))
    assert citizen.step == "day"
    assert day.isoformat() not in citizen.offered_values("day")


def test_second_booking_by_same_phone_is_refused(visit, official):
    BookingWizardClient(visit).fill_to("person").submit_person()
    page = BookingWizardClient(visit).fill_to("person").submit_person()
    assert Booking.objects.count() == 1
    assert page.errors


def test_office_without_free_slots_shows_advice(visit, official):
    ReceptionHours.objects.all().delete()
    page = visit("/kk/reception/book/").send({"office": "kent"})
    assert page.soup.select_one(".empty")
    assert page.soup.select_one(".summary__change a")


@pytest.mark.parametrize(
    "values", [{"name": ""}, {"name": "12"}, {"phone": "123"}, {"phone": ""}, {"email": "a@"}]
)
def test_invalid_field_is_named_and_others_are_kept(visit, official, values):
    citizen = BookingWizardClient(visit).fill_to("person")
    page = citizen.submit_person(subject="Баспана туралы", **values)
    name = next(iter(values))
    assert page.soup.select_one(f".error-summary a[href='#id_{name}']")
    assert page.soup.find("input", attrs={"name": "subject"})["value"] == "Баспана туралы"
    assert not Booking.objects.exists()


def test_video_call_can_be_chosen_when_slot_allows_it(visit, db):
    create_daily_official(by_video=True, connection=CONNECTION)
    citizen = BookingWizardClient(visit).fill_to("person")
    assert CONNECTION in citizen.page.main
    page = citizen.submit_person(by_video=True)
    booking = Booking.objects.get()
    assert booking.by_video
    assert CONNECTION in page.main
    assert booking.office.address_kk not in page.main  # nobody waits there
    assert interface_text("kk", "Come ten minutes earlier, with an identity document.") not in page
    assert CONNECTION in Notice.objects.get(about=booking.number).body
    calendar = visit("/kk/reception/ticket.ics").content.decode().replace("\r\n ", "")
    assert CONNECTION in calendar
    assert booking.office.address_kk not in calendar


def test_video_is_not_offered_while_the_office_does_not_say_how_it_connects(visit, db):
    create_daily_official(by_video=True)
    citizen = BookingWizardClient(visit).fill_to("person")
    assert not citizen.page.soup.select("input[name=by_video]")


@pytest.mark.parametrize("change", [
    lambda official: Office.objects.update(video_connection_kk=""),
    lambda official: official.hours.update(by_video=False),
])  # fmt: skip
def test_video_call_that_ended_meanwhile_is_refused_and_not_booked_in_person(visit, db, change):
    official = create_daily_official(by_video=True, connection=CONNECTION)
    citizen = BookingWizardClient(visit).fill_to("person")
    change(official)
    approve_again(official.office)
    page = citizen.submit_person(by_video=True, subject="Баспана туралы")
    assert interface_text("kk", NO_VIDEO) in page.main
    assert page.soup.select_one(".error-summary a[href='#id_by_video']")
    assert page.soup.find("input", attrs={"name": "subject"})["value"] == "Баспана туралы"
    assert visit(page.path).soup.select_one("input[name=by_video][checked]")
    assert not Booking.objects.exists()
    citizen.submit_person(by_video=[])
    assert not Booking.objects.get().by_video


def test_video_call_is_absent_when_slot_forbids_it(visit, official):
    citizen = BookingWizardClient(visit).fill_to("person")
    assert not citizen.page.soup.select("input[name=by_video]")


def test_booking_draft_is_created_by_post_only(visit, official):
    visit(f"/kk/reception/book/?official={official.pk}")
    assert not Draft.objects.exists()


def test_expired_booking_draft_can_be_revived(visit, official):
    citizen = BookingWizardClient(visit).fill_to("person")
    Draft.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    page = visit(citizen.step_url("person"), status=410)
    citizen.page = page.send()
    assert citizen.step == "person"
