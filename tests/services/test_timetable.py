"""Properties of the timetable, for any rules, closures and bookings."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.workdays.calendar import Calendar
from services.schedule.timetable import BookedTime, ClosedPeriod, Rule, sessions, slots

FIRST = date(2026, 1, 1)
# Without time limits: a busy machine must not fail these tests.
untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
days = st.dates(FIRST, FIRST + timedelta(days=90))
clocks = st.integers(6 * 60, 22 * 60).map(lambda n: time(n // 60, n % 60))


@st.composite
def rules(draw):
    starts, ends = sorted(draw(st.lists(clocks, min_size=2, max_size=2, unique=True)))
    valid_from = draw(days)
    return Rule(
        key=draw(st.integers(1, 99)),
        official=draw(st.integers(1, 3)),
        weekday=draw(st.integers(1, 7)),
        week_of_month=draw(st.none() | st.integers(1, 5)),
        starts=starts,
        ends=ends,
        minutes=draw(st.integers(5, 90)),
        seats=draw(st.integers(1, 3)),
        valid_from=valid_from,
        valid_until=draw(st.none() | st.dates(valid_from, valid_from + timedelta(days=60))),
    )


@st.composite
def closures(draw):
    first = draw(days)
    official = draw(st.none() | st.integers(1, 3))
    return ClosedPeriod(first, first + timedelta(days=draw(st.integers(0, 9))), "жөндеу", official)


@st.composite
def bookings(draw):
    starts = datetime.combine(draw(days), draw(clocks), UTC)
    return BookedTime(draw(st.integers(1, 3)), starts, starts + timedelta(minutes=20))


calendars = st.sets(days, max_size=20).map(lambda off: Calendar(dict.fromkeys(off, "мереке")))
inputs = {
    "weekly_rules": st.lists(rules(), max_size=6),
    "closed": st.lists(closures(), max_size=4),
    "calendar": calendars,
    "booked": st.lists(bookings(), max_size=10),
}


def compute_slots(weekly_rules, closed, calendar, booked):
    last = FIRST + timedelta(days=60)
    return slots(sessions(weekly_rules, closed, calendar, FIRST, last), booked, UTC)


@untimed
@given(**inputs)
def test_no_slot_on_a_day_off_or_a_closed_day(weekly_rules, closed, calendar, booked):
    for slot in compute_slots(weekly_rules, closed, calendar, booked):
        day = slot.starts_at.date()
        assert day not in calendar.days_off
        for period in closed:
            if period.first <= day <= period.last:
                assert period.official not in (None, slot.official)


@untimed
@given(**inputs)
def test_every_slot_lies_inside_a_rule_in_force(weekly_rules, closed, calendar, booked):
    for slot in compute_slots(weekly_rules, closed, calendar, booked):
        day = slot.starts_at.date()
        assert any(
            rule.official == slot.official
            and rule.weekday == day.isoweekday()
            and rule.week_of_month in (None, (day.day - 1) // 7 + 1)
            and rule.valid_from <= day <= (rule.valid_until or day)
            and rule.starts <= slot.starts_at.time()
            and slot.ends_at <= datetime.combine(day, rule.ends, UTC)
            and slot.ends_at - slot.starts_at == timedelta(minutes=rule.minutes)
            for rule in weekly_rules
        )


@untimed
@given(**inputs)
def test_slots_of_an_official_never_overlap(weekly_rules, closed, calendar, booked):
    last_end = {}
    for slot in compute_slots(weekly_rules, closed, calendar, booked):
        before = last_end.get(slot.official)
        assert before is None or before <= slot.starts_at
        last_end[slot.official] = slot.ends_at


@untimed
@given(**inputs)
def test_booked_seats_are_not_free(weekly_rules, closed, calendar, booked):
    for slot in compute_slots(weekly_rules, closed, calendar, booked):
        overlapping = [
            row
            for row in booked
            if row.official == slot.official
            and row.starts_at < slot.ends_at
            and row.ends_at > slot.starts_at
        ]
        assert slot.free == max(0, slot.seats - len(overlapping))


@untimed
@given(
    weekly_rules=inputs["weekly_rules"],
    closed=inputs["closed"],
    calendar=calendars,
    span=st.integers(0, 30),
)
def test_sessions_of_a_period_equal_those_of_its_parts(weekly_rules, closed, calendar, span):
    middle, last = FIRST + timedelta(days=span), FIRST + timedelta(days=60)
    whole = sessions(weekly_rules, closed, calendar, FIRST, last)
    parts = sessions(weekly_rules, closed, calendar, FIRST, middle)
    parts += sessions(weekly_rules, closed, calendar, middle + timedelta(days=1), last)
    assert parts == whole


def test_saturday_rule_is_held_unless_it_is_a_holiday():
    saturday = date(2026, 3, 7)
    rule = Rule(1, 1, 6, time(10), time(11), 30, FIRST)
    plain = sessions([rule], [], Calendar(), saturday, saturday)
    holiday = sessions([rule], [], Calendar({saturday: "мереке"}), saturday, saturday)
    assert [session.reason for session in plain + holiday] == ["", "мереке"]
