"""Due dates: days checked by hand, and properties that hold for every day."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appeals import deadlines
from appeals.legal_terms import get_term, terms_in_force
from core.workdays.calendar import Calendar
from tests.builders import almaty_time

ALMATY = ZoneInfo("Asia/Almaty")
# A slow machine must not fail these tests.
without_deadline = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PLAIN = Calendar({}, frozenset())
DAYS = st.dates(date(2021, 7, 1), date(2030, 12, 31))
CALENDARS = st.builds(
    Calendar,
    st.dictionaries(DAYS, st.just("holiday"), max_size=40),
    st.frozensets(DAYS, max_size=10),
)
MOMENTS = st.builds(
    lambda day, clock: datetime.combine(day, clock, ALMATY), DAYS, st.times(max_value=time(23, 59))
)


@pytest.mark.parametrize(
    "at, day",
    [
        ("2026-02-02 10:00", date(2026, 2, 2)),
        ("2026-02-02 17:59", date(2026, 2, 2)),
        ("2026-02-02 18:00", date(2026, 2, 3)),  # after hours: the next working day
        ("2026-02-06 19:00", date(2026, 2, 9)),  # Friday evening
        ("2026-02-07 10:00", date(2026, 2, 9)),  # Saturday
    ],
)
def test_registration_day(at, day):
    assert deadlines.registration_day(almaty_time(at), PLAIN) == day


def test_registration_day_depends_on_closing_time():
    assert deadlines.registration_day(almaty_time("2026-02-02 17:30"), PLAIN, time(17, 0)) == date(
        2026, 2, 3
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at, short, full",
    [
        ("2026-02-02 10:00", date(2026, 2, 5), date(2026, 2, 23)),
        # 8 March (Sunday) moves to Monday 9; Nowruz 21-23 with its Sunday and Saturday moved on.
        ("2026-03-02 10:00", date(2026, 3, 5), date(2026, 3, 27)),
        # 1, 7 and 9 May.
        ("2026-04-27 10:00", date(2026, 4, 30), date(2026, 5, 21)),
    ],
)
def test_due_dates_of_known_days(at, short, full):
    days = deadlines.term_dates(almaty_time(at))
    assert (days.short, days.full) == (short, full)


@without_deadline
@given(MOMENTS, CALENDARS)
def test_terms_end_on_working_days_in_order(at, calendar):
    days = deadlines.term_dates(at, None, calendar)
    assert days.counted_from >= at.date()
    for day in (days.counted_from, days.short, days.full, days.forward, days.extension):
        assert calendar.is_workday(day)
    assert days.counted_from < days.short <= days.full


@without_deadline
@given(MOMENTS, st.integers(0, 60 * 24 * 40), CALENDARS)
def test_later_appeal_is_never_due_earlier(at, minutes, calendar):
    later = at + timedelta(minutes=minutes)
    assert (
        deadlines.term_dates(at, None, calendar).full
        <= deadlines.term_dates(later, None, calendar).full
    )


@without_deadline
@given(MOMENTS, CALENDARS, DAYS)
def test_new_day_off_moves_only_terms_that_contain_it(at, calendar, day):
    before = deadlines.term_dates(at, None, calendar)
    more = Calendar({**calendar.days_off, day: "new"}, calendar.moved_workdays - {day})
    after = deadlines.term_dates(at, None, more)
    assert after.full >= before.full
    if not before.counted_from <= day <= before.full:
        assert after.full == before.full


@without_deadline
@given(MOMENTS, CALENDARS)
def test_term_strip_has_every_day_and_fifteen_working_days(at, calendar):
    days = deadlines.term_dates(at, None, calendar)
    strip = deadlines.term_strip(
        days.counted_from, days.short, days.full, on=days.short, calendar=calendar
    )
    assert [each.date for each in strip] == [
        days.counted_from + timedelta(days=n)
        for n in range((days.full - days.counted_from).days + 1)
    ]
    assert strip[0].kind == "registered"
    assert strip[-1].kind == "due"
    assert strip[-1].number == 15
    assert all(each.reason for each in strip if each.kind == "skipped")
    assert sum(each.today for each in strip) == 1


@without_deadline
@given(DAYS, DAYS, CALENDARS)
def test_days_left_is_zero_today_and_negative_when_overdue(due, on, calendar):
    left = deadlines.days_left(due, on, calendar)
    if on == due:
        assert left == 0
    elif on < due:
        assert left >= 0
    else:
        assert left <= 0


def test_two_months_from_the_last_of_december_end_in_february():
    assert deadlines.add_months(date(2025, 12, 31), 2) == date(2026, 2, 28)
    assert deadlines.add_months(date(2026, 1, 15), 12) == date(2027, 1, 15)


def test_term_is_the_one_in_force_on_the_day_of_registration():
    assert get_term("answer", on=date(2021, 6, 30)).unit == "days"
    now = get_term("answer", on=date(2026, 1, 1))
    assert (now.amount, now.unit, now.article) == (15, "working_days", "76")
    with pytest.raises(LookupError):
        get_term("answer", on=date(1999, 1, 1))
    assert [each.code for each in terms_in_force(on=date(2026, 1, 1))] == [
        "answer", "forward", "extension", "extension_notice", "short_answer",
    ]  # fmt: skip
