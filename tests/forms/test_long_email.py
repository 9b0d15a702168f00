"""An e-mail address longer than what is kept is refused by how much, and stays in the field."""

import pytest

from appeals.models import Appeal
from core.form_fields import EmailAddressField
from services.models import Booking
from tests.builders import a_kind, a_topic, an_appeal, an_office, an_official
from tests.citizen_form import (
    STEP_ANSWERS,
    AppealWizardClient,
    BookingWizardClient,
    open_status_page,
)
from tests.services.builders import create_office

pytestmark = pytest.mark.django_db
LONGEST = f"{'a' * 64}@{'b' * 62}.{'c' * 62}.{'d' * 60}.kz"
TOO_LONG = f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 63}.kz"


def send_from_contact(visit, email: str):
    made = an_appeal()
    open_status_page(visit, "en", made.appeal.number, made.secret)
    return visit("/en/appeals/status/contact/").send({"email": email})


def send_from_appeal(visit, email: str):
    a_kind(), a_topic(), an_office()
    citizen = AppealWizardClient(visit, "en").fill_to("who")
    return citizen.press("next", {**STEP_ANSWERS["who"], "email": email})


def send_from_booking(visit, email: str):
    an_official(create_office())
    return BookingWizardClient(visit, "en").fill_to("person").submit_person(email=email)


@pytest.mark.parametrize("send", [send_from_contact, send_from_appeal, send_from_booking])
def test_too_long_address_is_refused_by_how_much_and_kept(visit, send):
    page = send(visit, TOO_LONG)
    over = len(TOO_LONG) - 254
    assert f"This is too long by {over} characters: up to 254 fit here." in page.main
    assert page.soup.find("input", attrs={"name": "email"})["value"] == TOO_LONG
    assert not Booking.objects.exists()
    assert not Appeal.objects.filter(email=TOO_LONG).exists()


def test_longest_address_is_taken():
    assert len(LONGEST) == 254
    assert EmailAddressField().clean(LONGEST) == LONGEST
