"""Arithmetic of working days, compared with counting day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.workdays.calendar import MAX_TERM, Calendar

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
NEAR = st.dates(date(2026, 1, 1), date(2026, 4, 30))
CALENDARS = st.builds(
    Calendar,
    days_off=st.dictionaries(NEAR, st.sampled_from(["мереке", "", "жөндеу"]), max_size=30),
    moved_workdays=st.frozensets(NEAR, max_size=12),
)


def is_worked(calendar: Calendar, day: date) -> bool:
    """Return whether offices work on `day`, by the plain rule."""
    if day in calendar.moved_workdays:
        return True
    return day not in calendar.days_off and day.isoweekday() <= 5


def count_day_by_day(calendar: Calendar, day: date, n: int) -> date:
    while n:
        day += timedelta(days=1)
        n -= is_worked(calendar, day)
    return day


@given(CALENDARS, NEAR, st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_term_ends_where_counting_day_by_day_ends(calendar, day, n):
    ends = calendar.add_workdays(day, n)
    assert ends == count_day_by_day(calendar, day, n)
    assert calendar.is_workday(ends)
    assert calendar.workdays_between(day, ends) == n
    assert calendar.workdays_between(ends, day) == -n


@given(CALENDARS, NEAR, st.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_skipped_and_counted_days_add_up(calendar, day, n):
    ends = calendar.add_workdays(day, n)
    skipped = calendar.skipped(day, ends)
    assert len(skipped) + n == (ends - day).days
    assert all(why and not calendar.is_workday(skipped_day) for skipped_day, why in skipped)


@given(CALENDARS, NEAR, st.integers(1, 30))
@settings(max_examples=40, deadline=None)
def test_counting_backwards_reverses_counting_forwards(calendar, day, n):
    start = calendar.add_workdays(day, 0)
    assert calendar.is_workday(start)
    assert start >= day
    assert calendar.add_workdays(calendar.add_workdays(start, n), -n) == start


def test_day_of_registration_is_not_counted():
    plain = Calendar()
    assert plain.add_workdays(date(2026, 2, 2), 1) == date(2026, 2, 3)
    assert plain.add_workdays(date(2026, 2, 6), 1) == date(2026, 2, 9)
    assert plain.add_workdays(date(2026, 2, 7), 0) == date(2026, 2, 9)


def test_moved_saturday_is_worked_and_days_off_need_no_reason():
    calendar = Calendar([date(2026, 2, 9)], [date(2026, 2, 7)])
    assert calendar.is_workday(date(2026, 2, 7))
    assert calendar.reason(date(2026, 2, 9)) == "weekend"  # a day off without a reason of its own
    assert calendar.add_workdays(date(2026, 2, 6), 2) == date(2026, 2, 10)


@pytest.mark.parametrize("n", [MAX_TERM + 1, -MAX_TERM - 1])
def test_term_beyond_the_limit_is_rejected(n):
    with pytest.raises(ValueError):
        Calendar().add_workdays(date(2026, 1, 1), n)


def test_term_beyond_the_last_date_is_rejected():
    with pytest.raises(ValueError):
        Calendar().add_workdays(date(9999, 12, 30), 5)
