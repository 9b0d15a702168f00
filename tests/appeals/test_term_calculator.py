"""The calculator of terms and its API: hours that came twice, signs that an address changes."""

import re
from datetime import date

import pytest

pytestmark = pytest.mark.django_db
TERMS = "/api/v1/terms"


@pytest.mark.parametrize("offset", ["", "%2B05:00", "%2B06:00"])
def test_hour_that_came_twice_has_one_answer(client, offset):
    """The clocks of Almaty were set back at midnight of 1 March 2024."""
    answer = client.get(f"{TERMS}?registered=2024-02-29T23:30{offset}&days=1")
    assert answer.status_code == 200
    assert (answer.json()["counted_from"], answer.json()["due"]) == ("2024-03-01", "2024-03-04")
    page = client.get("/ru/terms/", {"registered": "2024-02-29T23:30", "days": 1})
    assert "4 марта 2024" in page.content.decode()


def test_bare_plus_sign_is_explained(client):
    answer = client.get(f"{TERMS}?registered=2026-01-05T10:00+05:00&days=15")
    assert answer.status_code == 400
    assert "%2B" in answer.json()["errors"]["registered"][0]
    answer = client.get(f"{TERMS}?registered=nonsense&days=15")
    assert "%2B" not in answer.json()["errors"]["registered"][0]


def test_time_that_never_came_is_refused(client, settings):
    settings.TIME_ZONE = "Europe/Berlin"  # no clock of Kazakhstan was set forward in these years
    answer = client.get(f"{TERMS}?registered=2026-03-29T02:30&days=1")
    assert answer.status_code == 400


def test_moment_is_typed_and_shown_day_first(client):
    page = client.get("/kk/terms/", {"registered": "05.01.2026 10:00", "days": 15})
    assert page.context["due"] == date(2026, 1, 27)
    shown = client.get("/kk/terms/").content.decode()
    assert re.search(r'name="registered" value="\d\d\.\d\d\.\d{4} \d\d:\d\d"', shown)
    assert "datetime-local" not in shown
