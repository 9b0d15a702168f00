"""The rules of the timetable hold for whatever an editor may type."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from core.workdays.calendar import Calendar
from services.schedule.timetable import Rule, Shut, Taken, sessions, slots

FIRST = date(2026, 1, 1)
# A busy machine is no fault of the rules: nothing here is judged by the clock.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
days = some.dates(FIRST, FIRST + timedelta(days=90))
clocks = some.integers(6 * 60, 22 * 60).map(lambda n: time(n // 60, n % 60))


@some.composite
def rules(draw):
    starts, ends = sorted(draw(some.lists(clocks, min_size=2, max_size=2, unique=True)))
    valid_from = draw(days)
    return Rule(
        key=draw(some.integers(1, 99)),
        official=draw(some.integers(1, 3)),
        weekday=draw(some.integers(1, 7)),
        week_of_month=draw(some.none() | some.integers(1, 5)),
        starts=starts,
        ends=ends,
        minutes=draw(some.integers(5, 90)),
        seats=draw(some.integers(1, 3)),
        valid_from=valid_from,
        valid_until=draw(some.none() | some.dates(valid_from, valid_from + timedelta(days=60))),
    )


@some.composite
def closures(draw):
    first = draw(days)
    official = draw(some.none() | some.integers(1, 3))
    return Shut(first, first + timedelta(days=draw(some.integers(0, 9))), "жөндеу", official)


@some.composite
def bookings(draw):
    starts = datetime.combine(draw(days), draw(clocks), UTC)
    return Taken(draw(some.integers(1, 3)), starts, starts + timedelta(minutes=20))


calendars = some.sets(days, max_size=20).map(lambda off: Calendar(dict.fromkeys(off, "мереке")))
weeks = {
    "laws": some.lists(rules(), max_size=6),
    "shut": some.lists(closures(), max_size=4),
    "calendar": calendars,
    "taken": some.lists(bookings(), max_size=10),
}


def computed(laws, shut, calendar, taken):
    last = FIRST + timedelta(days=60)
    return slots(sessions(laws, shut, calendar, FIRST, last), taken, UTC)


@calm
@given(**weeks)
def test_nobody_receives_on_a_day_off_or_a_closed_day(laws, shut, calendar, taken):
    for slot in computed(laws, shut, calendar, taken):
        day = slot.starts_at.date()
        assert day not in calendar.days_off
        for each in shut:
            if each.first <= day <= each.last:
                assert each.official not in (None, slot.official)


@calm
@given(**weeks)
def test_every_slot_lies_inside_a_rule_in_force(laws, shut, calendar, taken):
    for slot in computed(laws, shut, calendar, taken):
        day = slot.starts_at.date()
        assert any(
            rule.official == slot.official
            and rule.weekday == day.isoweekday()
            and rule.week_of_month in (None, (day.day - 1) // 7 + 1)
            and rule.valid_from <= day <= (rule.valid_until or day)
            and rule.starts <= slot.starts_at.time()
            and slot.ends_at <= datetime.combine(day, rule.ends, UTC)
            and slot.ends_at - slot.starts_at == timedelta(minutes=rule.minutes)
            for rule in laws
        )


@calm
@given(**weeks)
def test_an_official_never_has_two_times_at_once(laws, shut, calendar, taken):
    last_end = {}
    for slot in computed(laws, shut, calendar, taken):
        before = last_end.get(slot.official)
        assert before is None or before <= slot.starts_at
        last_end[slot.official] = slot.ends_at


@calm
@given(**weeks)
def test_a_booked_seat_is_not_free(laws, shut, calendar, taken):
    for slot in computed(laws, shut, calendar, taken):
        here = [
            one
            for one in taken
            if one.official == slot.official
            and one.starts_at < slot.ends_at
            and one.ends_at > slot.starts_at
        ]
        assert slot.free == max(0, slot.seats - len(here))


@calm
@given(laws=weeks["laws"], shut=weeks["shut"], calendar=calendars, span=some.integers(0, 30))
def test_a_longer_look_shows_the_same_days(laws, shut, calendar, span):
    middle, last = FIRST + timedelta(days=span), FIRST + timedelta(days=60)
    whole = sessions(laws, shut, calendar, FIRST, last)
    parts = sessions(laws, shut, calendar, FIRST, middle)
    parts += sessions(laws, shut, calendar, middle + timedelta(days=1), last)
    assert parts == whole


def test_a_saturday_rule_means_saturday_but_a_holiday_wins():
    saturday = date(2026, 3, 7)
    rule = Rule(1, 1, 6, time(10), time(11), 30, FIRST)
    plain = sessions([rule], [], Calendar(), saturday, saturday)
    holiday = sessions([rule], [], Calendar({saturday: "мереке"}), saturday, saturday)
    assert [each.reason for each in plain + holiday] == ["", "мереке"]
