"""Working days against a slow reckoning that nobody can doubt."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.workdays.calendar import LONGEST_TERM, Calendar

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
NEAR = st.dates(date(2026, 1, 1), date(2026, 4, 30))
CALENDARS = st.builds(
    Calendar,
    days_off=st.dictionaries(NEAR, st.sampled_from(["мереке", "", "жөндеу"]), max_size=30),
    moved_workdays=st.frozensets(NEAR, max_size=12),
)


def worked(calendar: Calendar, day: date) -> bool:
    """The rule as the law's reader would say it."""
    if day in calendar.moved_workdays:
        return True
    return day not in calendar.days_off and day.isoweekday() <= 5


def counted_by_hand(calendar: Calendar, day: date, n: int) -> date:
    while n:
        day += timedelta(days=1)
        n -= worked(calendar, day)
    return day


@given(CALENDARS, NEAR, st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_a_term_ends_where_counting_by_hand_ends(calendar, day, n):
    ends = calendar.add_workdays(day, n)
    assert ends == counted_by_hand(calendar, day, n)
    assert calendar.is_workday(ends)
    assert calendar.workdays_between(day, ends) == n
    assert calendar.workdays_between(ends, day) == -n


@given(CALENDARS, NEAR, st.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_skipped_and_counted_days_make_up_the_calendar(calendar, day, n):
    ends = calendar.add_workdays(day, n)
    skipped = calendar.skipped(day, ends)
    assert len(skipped) + n == (ends - day).days
    assert all(why and not calendar.is_workday(each) for each, why in skipped)


@given(CALENDARS, NEAR, st.integers(1, 30))
@settings(max_examples=40, deadline=None)
def test_backwards_is_the_way_back(calendar, day, n):
    start = calendar.add_workdays(day, 0)
    assert calendar.is_workday(start)
    assert start >= day
    assert calendar.add_workdays(calendar.add_workdays(start, n), -n) == start


def test_the_day_of_registration_is_not_counted():
    plain = Calendar()
    assert plain.add_workdays(date(2026, 2, 2), 1) == date(2026, 2, 3)
    assert plain.add_workdays(date(2026, 2, 6), 1) == date(2026, 2, 9)
    assert plain.add_workdays(date(2026, 2, 7), 0) == date(2026, 2, 9)


def test_a_moved_saturday_is_worked_and_a_plain_list_of_days_is_enough():
    calendar = Calendar([date(2026, 2, 9)], [date(2026, 2, 7)])
    assert calendar.is_workday(date(2026, 2, 7))
    assert calendar.reason(date(2026, 2, 9)) == "weekend"  # a day off without a reason of its own
    assert calendar.add_workdays(date(2026, 2, 6), 2) == date(2026, 2, 10)


@pytest.mark.parametrize("n", [LONGEST_TERM + 1, -LONGEST_TERM - 1])
def test_an_absurd_term_is_refused(n):
    with pytest.raises(ValueError):
        Calendar().add_workdays(date(2026, 1, 1), n)


def test_a_term_beyond_the_calendar_is_refused():
    with pytest.raises(ValueError):
        Calendar().add_workdays(date(9999, 12, 30), 5)
