"""Reception hours changed by an editor appear on pages, screens, in calendars and in PDFs."""

import io
from datetime import time

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests.builders import a_clerk, a_head, a_working_office, an_editor, an_official
from tests.client import new_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def official(db):
    return an_official(a_working_office())


def stand_pdf_text(visit, size: str) -> str:
    """Return the text of the stand's PDF, which must have one page."""
    page = visit(f"/kk/offices/ken/stand.pdf?size={size}")
    reader = PdfReader(io.BytesIO(page.content))
    assert len(reader.pages) == 1
    return reader.pages[0].extract_text()


def coming_start_times(client) -> set[time]:
    """Return the start times from today on in the office's calendar feed."""
    calendar = icalendar.Calendar.from_ical(client.get("/kk/feeds/office/ken.ics").content)
    starts = [event.decoded("dtstart") for event in calendar.walk("VEVENT")]
    return {moment.time() for moment in starts if moment.date() >= timezone.localdate()}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_changed_reception_hour_appears_everywhere(visit, client, official, language):
    assert "10:00" in visit(f"/{language}/offices/ken/")
    editor = new_client(an_editor(language))
    for hours in official.hours.all():
        address = reverse("wagtailsnippets_services_receptionhours:edit", args=[hours.pk])
        page = editor(address)
        page.send({"starts": "14:10", "ends": "16:40", "room": "27"})
    office = visit(f"/{language}/offices/ken/")
    stand = visit(f"/{language}/offices/ken/stand/")
    kiosk = visit(f"/{language}/offices/ken/kiosk/", allow={"language_links"})
    for page in (office, stand, kiosk):
        assert "14:10" in page, page.path
    # The month of the office's page keeps what was held earlier.
    for text in (office.soup.select_one(".week").get_text(), stand.main, kiosk.main):
        assert "10:00" not in text
    assert coming_start_times(client) == {time(14, 10)}
    for size in ("a3", "a4"):
        text = stand_pdf_text(visit, size)
        assert "14:10–16:40" in text
        assert "27" in text
        assert "10:00" not in text
    slots = client.get("/api/v1/slots", {"office": "ken"}).json()
    assert "T14:10" in str(slots)
    assert "T10:00" not in str(slots)


def test_hour_ending_before_start_is_refused(visit, official):
    editor = new_client(an_editor("ru"))
    hours = official.hours.first()
    address = reverse("wagtailsnippets_services_receptionhours:edit", args=[hours.pk])
    page = editor(address).send({"starts": "16:00", "ends": "14:00"})
    hours.refresh_from_db()
    assert hours.starts == time(10)
    assert page.form(["starts"]).find(attrs={"name": "starts"})["value"].startswith("16:00")


def test_changing_hours_requires_permission(official):
    hours = official.hours.first()
    address = reverse("wagtailsnippets_services_receptionhours:edit", args=[hours.pk])
    other_head = new_client(a_head(a_working_office("ALA"), "far"))
    clerk = new_client(a_clerk(official.office))
    for browser in (other_head, clerk, new_client()):
        response = browser.client.post(address, {"starts": "16:00", "ends": "17:00"})
        assert response.status_code in (302, 403, 404)
    hours.refresh_from_db()
    assert hours.starts == time(10)
