"""The calendar in force: the library's days, overridden by the editors' days."""

from datetime import date

import pytest
from django.utils.translation import override

from core.models import CalendarDay
from core.workdays.source import working_calendar

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "day, worked",
    [
        (date(2024, 5, 4), True),  # a Saturday worked for 8 May
        (date(2024, 5, 8), False),
        (date(2026, 1, 7), False),  # Orthodox Christmas
        (date(2026, 3, 8), False),
        (date(2026, 3, 9), False),  # moved from Sunday
        (date(2026, 3, 23), False),
        (date(2026, 12, 16), False),
        (date(2026, 2, 2), True),
    ],
)
def test_days_of_the_law(day, worked):
    assert working_calendar().is_workday(day) is worked


@pytest.mark.parametrize("language, name", [("kk", "Наурыз"), ("ru", "Наурыз"), ("en", "Nowruz")])
def test_reason_is_in_the_active_language(language, name):
    with override(language):
        assert name in working_calendar().reason(date(2026, 3, 23))


@pytest.mark.parametrize(
    "language, year, name",
    [
        ("kk", 2025, "Республика күні"),
        ("kk", 2026, "Қазақстан Республикасы күні"),
        ("kk", 2027, "Қазақстан Республикасы күні"),
        ("ru", 2025, "День Республики"),
        ("ru", 2026, "День Республики"),
    ],
)
def test_renamed_holiday_has_the_name_of_its_year(language, year, name):
    with override(language):
        assert working_calendar().reason(date(year, 10, 25)) == name
        if year == 2026:
            assert working_calendar().reason(date(2026, 10, 26)).startswith(name)


def test_observed_holiday_names_the_moved_holiday():
    with override("ru"):
        reason = working_calendar().reason(date(2026, 3, 9))
    assert "женский" in reason
    assert "(" in reason


def test_editors_days_override_the_library_at_once():
    friday, monday = date(2026, 2, 6), date(2026, 2, 9)
    assert working_calendar().is_workday(friday)
    row = CalendarDay.objects.create(
        date=friday, kind="day_off", name_kk="Ауыстырылған күн", name_ru="Перенос"
    )
    with override("ru"):
        assert working_calendar().reason(friday) == "Перенос"
    with override("en"):  # no English name: the Kazakh one is used
        assert working_calendar().reason(friday) == "Ауыстырылған күн"
    saturday = CalendarDay.objects.create(
        date=date(2026, 2, 7), kind="workday", name_kk="Жұмыс күні"
    )
    assert working_calendar().add_workdays(date(2026, 2, 5), 2) == monday
    row.delete()
    saturday.delete()
    assert working_calendar().is_workday(friday)
    assert not working_calendar().is_workday(date(2026, 2, 7))


def test_editors_can_make_a_holiday_a_working_day():
    CalendarDay.objects.create(date=date(2026, 3, 9), kind="workday", name_kk="Жұмыс күні")
    assert working_calendar().is_workday(date(2026, 3, 9))


def test_fifteen_working_days_across_new_year():
    assert working_calendar().add_workdays(date(2025, 12, 25), 15) == date(2026, 1, 20)
