"""A booking says who uses its data, and takes what tells of health only with consent."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from forms.consents import get_consent
from forms.models import Draft
from home.checks import check_operator_named
from services.booking.rules import is_interpreter_in_time
from services.models import Booking
from tests.builders import an_official, set_portal_contacts
from tests.citizen_form import BookingWizardClient, interface_text
from tests.services.builders import create_office

NEED = "Ымдау тілінің аудармашысы керек"
BIN = "991340000017"


@pytest.fixture
def person_page(visit, db):
    set_portal_contacts(owner_kk="Қабылдау бөлмелерінің желісі", bin_number=BIN)
    an_official(create_office(), ends=time(11), minutes=20)
    return BookingWizardClient(visit).fill_to("person")


def test_needs_are_taken_only_with_consent_which_is_stored(person_page):
    page = person_page.submit_person(needs_help=NEED)
    assert page.soup.select_one(".error-summary a[href='#id_needs_consent']")
    assert page.soup.find("input", attrs={"name": "needs_help"})["value"] == NEED
    assert not page.soup.find("input", attrs={"name": "needs_consent"}).has_attr("checked")
    assert not Booking.objects.exists()
    person_page.submit_person(needs_help=NEED, needs_consent=True)
    booking = Booking.objects.get()
    text = get_consent("booking", "kk")
    assert booking.needs_help == NEED
    assert booking.consent["sha256"] == text.sha256
    assert booking.consent["version"] == text.version
    assert datetime.fromisoformat(booking.consent["at"]) <= timezone.now()


def test_consent_is_given_anew_when_an_expired_booking_is_revived(person_page):
    values = {"needs_help": NEED, "needs_consent": True, "name": "Әсем Қалиева"}
    person_page.page = person_page.page.send(values, button="save")
    Draft.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    page = person_page.visit(person_page.step_url("person"), status=410).send()
    assert page.soup.find("input", attrs={"name": "needs_help"})["value"] == NEED
    assert not page.soup.find("input", attrs={"name": "needs_consent"}).has_attr("checked")


def test_booking_without_needs_asks_no_consent(person_page):
    person_page.submit_person()
    assert Booking.objects.get().consent == {}


def test_person_step_says_who_uses_the_data_why_and_how_long(person_page):
    page = person_page.page
    assert interface_text("kk", "Your data") in page.main
    assert BIN in page.main
    assert "Қабылдау бөлмелерінің желісі" in page.main
    assert get_consent("booking", "kk").body[:60] in page.main


@pytest.mark.django_db
def test_interpreter_is_asked_for_two_working_days_before():
    monday, friday = date(2026, 3, 2), date(2026, 3, 6)
    assert is_interpreter_in_time(date(2026, 3, 4), monday)
    assert not is_interpreter_in_time(date(2026, 3, 3), monday)
    assert not is_interpreter_in_time(date(2026, 3, 10), friday)  # 9 March is a day off


def test_person_step_warns_when_it_is_too_late_for_an_interpreter(person_page):
    days = Draft.objects.get().data["steps"]["day"]["day"]
    in_time = is_interpreter_in_time(date.fromisoformat(days[0]), timezone.localdate())
    warned = bool(person_page.page.soup.select("main .notice--warn"))
    assert warned is not in_time
    change = person_page.page.soup.select_one(".summary__change a[href*='/day/']")
    person_page.page = person_page.visit(change["href"])
    person_page.page = person_page.page.send(
        {"day": person_page.offered_values("day")[-1]}, button="next"
    )
    person_page.fill_to("person")
    assert not person_page.page.soup.select("main .notice--warn")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_consent_names_no_page_where_the_operator_may_be_missing(db, visit, language):
    assert "БСН" not in get_consent("processing", "kk").body.split("\n")[0]
    page = visit(f"/{language}/appeals/consent/processing/")
    label = interface_text(language, "Operator of personal data")
    assert label not in page.main
    assert [warning.id for warning in check_operator_named()] == ["home.W001"]
    set_portal_contacts(owner_kk="Желі", bin_number=BIN)
    page = visit(f"/{language}/appeals/consent/processing/")
    assert label in page.main
    assert page.text.count(BIN) == 2  # beside the consent and at the foot of the page
    assert check_operator_named() == []
