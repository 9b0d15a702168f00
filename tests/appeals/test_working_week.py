"""Offices with a week of six days: Saturdays are worked, decrees that move a Saturday do not count."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from appeals import deadlines, lifecycle, status_text
from core.models import CalendarDay
from core.workdays.calendar import SIX_DAYS
from core.workdays.source import working_calendar
from services.models import OfficeHours
from services.offices.opening_hours import opening_status
from services.schedule import slots
from tests.builders import almaty_time, an_appeal, an_office, an_official

pytestmark = pytest.mark.django_db
SATURDAY = almaty_time("2026-11-28 10:00")


def a_six_day_office(code="KEL"):
    office = an_office(code, working_week=SIX_DAYS)
    for purpose in OfficeHours.Purpose.values:
        for weekday in range(1, 7):
            OfficeHours.objects.create(
                office=office, purpose=purpose, weekday=weekday, opens=time(9), closes=time(18)
            )
    return office


def terms(client, registered: str, office=None) -> dict:
    query = {"registered": registered, "days": 3} | ({"office": office.slug} if office else {})
    return client.get("/api/v1/terms", query).json()


def test_saturday_of_a_six_day_office_begins_the_term_and_counts(client):
    office = a_six_day_office()
    assert opening_status(office, SATURDAY).is_open
    answer = terms(client, "2026-11-28T10:00", office)
    assert (answer["counted_from"], answer["due"]) == ("2026-11-28", "2026-12-02")
    assert [row["date"] for row in answer["skipped"]] == ["2026-11-29"]
    five_days = terms(client, "2026-11-28T10:00")
    assert (five_days["counted_from"], five_days["due"]) == ("2026-11-30", "2026-12-03")
    made = an_appeal(SATURDAY, office=office)
    assert made.appeal.counted_from == date(2026, 11, 28)
    assert made.appeal.short_due_on == date(2026, 12, 2)
    assert f'value="{office.slug}"' in client.get("/en/terms/").content.decode()
    page = client.get(
        "/en/terms/", {"registered": "2026-11-28T10:00", "days": 3, "office": office.slug}
    )
    assert page.context["due"] == date(2026, 12, 2)


def test_decree_that_moves_a_saturday_touches_the_five_day_week_only(client):
    """Of 5 March 2022, worked instead of Monday the 7th."""
    assert terms(client, "2022-03-03T10:00")["due"] == "2022-03-09"
    assert terms(client, "2022-03-03T10:00", a_six_day_office())["due"] == "2022-03-07"


@pytest.mark.parametrize(
    "day, worked",
    [
        (date(2026, 11, 28), True),  # a Saturday
        (date(2026, 11, 29), False),  # a Sunday
        (date(2026, 3, 21), False),  # Nowruz on a Saturday
        (date(2026, 3, 24), False),  # instead of Nowruz on a Sunday
        (date(2026, 3, 25), True),  # instead of Nowruz on a Saturday
        (date(2026, 5, 11), True),  # instead of 9 May on a Saturday
        (date(2020, 5, 8), True),  # moved from a Monday that only five-day offices had off
        (date(2025, 1, 3), False),  # moved from a Sunday,
        (date(2025, 1, 5), True),  # which is worked
    ],
)
def test_days_of_a_six_day_week(day, worked):
    assert working_calendar(SIX_DAYS).is_workday(day) == worked


def test_day_that_editors_move_for_five_day_offices_is_worked_and_booked(client):
    monday = date(2026, 12, 7)
    CalendarDay.objects.create(date=monday, name_kk="Ауыстырылды", five_day_only=True)
    office, other = a_six_day_office(), an_office("FIV")
    for each in (office, other):
        an_official(each)
    assert working_calendar(SIX_DAYS).is_workday(monday)
    assert not working_calendar().is_workday(monday)
    assert terms(client, "2026-12-04T10:00", office)["due"] == "2026-12-08"
    assert slots.free_slots(office, None, monday, monday, SATURDAY)
    assert not slots.free_slots(other, None, monday, monday, SATURDAY)


def test_terms_keep_the_calendar_of_the_office_that_received_the_appeal():
    made = an_appeal(SATURDAY, office=a_six_day_office())
    due_on = made.appeal.due_on
    assert due_on == date(2026, 12, 17)  # 16 December is a holiday
    made.in_office(an_office("FIV")).started()
    assert made.built().due_on == due_on
    strip = status_text.due_strip(made.appeal, SATURDAY)
    assert len([day for day in strip["days"] if "off" in day["states"]]) == 4
    at = almaty_time("2026-12-01 10:00")
    saturday, sunday = date(2026, 12, 19), date(2026, 12, 20)
    with pytest.raises(ValidationError):
        lifecycle.extend(made.appeal, sunday, why="Сараптама.", by=made.head, at=at)
    lifecycle.extend(made.appeal, saturday, why="Сараптама.", by=made.head, at=at)
    assert (
        deadlines.days_left(saturday, date(2026, 12, 18), deadlines.appeal_calendar(made.appeal))
        == 1
    )
