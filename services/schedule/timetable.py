"""Receptions and slots, computed: weekly rules − closures − days off − booked times. Pure.

Slots are computed each time and never stored: stored slots go stale when the hours change.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from core.workdays.calendar import Calendar


@dataclass(frozen=True)
class Rule:
    """An official receives on `weekday` (1 Monday … 7 Sunday), maybe in one week of the month.

    `minutes` is the length of a visit, `seats` the number of visitors at the same time.
    """

    key: int
    official: int
    weekday: int
    starts: time
    ends: time
    minutes: int
    valid_from: date
    valid_until: date | None = None
    week_of_month: int | None = None
    seats: int = 1
    room: str = ""
    by_video: bool = False


@dataclass(frozen=True)
class ClosedPeriod:
    """No reception from `first` to `last`, both included; `official` None: the whole office."""

    first: date
    last: date
    reason: str
    official: int | None = None


@dataclass(frozen=True)
class Session:
    """One reception: a rule on a day. `reason` says why it is not held, else empty.

    `away` tells that the official alone is away while the office may receive.
    """

    rule: Rule
    day: date
    reason: str = ""
    away: bool = False

    @property
    def held(self) -> bool:
        """Return whether the reception takes place."""
        return not self.reason


@dataclass(frozen=True)
class Slot:
    """A time at which an official can receive `seats` visitors, of whom `taken` are booked."""

    official: int
    starts_at: datetime
    ends_at: datetime
    seats: int = 1
    taken: int = 0
    room: str = ""
    by_video: bool = False

    @property
    def free(self) -> int:
        """Return the number of free seats."""
        return max(0, self.seats - self.taken)


@dataclass(frozen=True)
class BookedTime:
    """A booked time: it takes one seat of every slot that it overlaps."""

    official: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Window:
    """The moments from `since` to before `until`, between which nothing begins or ends."""

    since: datetime
    until: datetime


def window_around(moments: Iterable[datetime], at: datetime, bounds: Window) -> Window:
    """Return the part of `bounds` around `at` that holds none of `moments` except its start."""
    since, until = bounds.since, bounds.until
    for moment in moments:
        if since < moment <= at:
            since = moment
        elif at < moment < until:
            until = moment
    return Window(since, until)


def applies_on(rule: Rule, day: date) -> bool:
    """Return whether `rule` covers `day`: weekday, week of the month and dates in force."""
    if day.isoweekday() != rule.weekday or day < rule.valid_from:
        return False
    if rule.valid_until is not None and day > rule.valid_until:
        return False
    return rule.week_of_month in (None, (day.day - 1) // 7 + 1)


def closed_reason(rule: Rule, day: date, closed: Iterable[ClosedPeriod], calendar: Calendar) -> str:
    """Return why the reception of `rule` on `day` is not held; empty when it is.

    A rule for a Saturday or Sunday is meant so; a holiday on that day still wins.
    """
    period = _closed_period(rule, day, closed)
    if period is not None:
        return period.reason
    if rule.weekday > 5 and day not in calendar.days_off:
        return ""
    return calendar.reason(day)


def _closed_period(rule: Rule, day: date, closed: Iterable[ClosedPeriod]) -> ClosedPeriod | None:
    covering = (period for period in closed if period.first <= day <= period.last)
    return next((row for row in covering if row.official in (None, rule.official)), None)


def sessions(
    rules: Iterable[Rule],
    closed: Iterable[ClosedPeriod],
    calendar: Calendar,
    first: date,
    last: date,
) -> list[Session]:
    """Return every reception of the rules from `first` to `last`, held or not, in order of time."""
    closed, rows = list(closed), []
    for rule in rules:
        for day in _rule_days(rule, first, last):
            period = _closed_period(rule, day, closed)
            away = period is not None and period.official is not None
            rows.append(Session(rule, day, closed_reason(rule, day, closed, calendar), away))
    return sorted(rows, key=lambda row: (row.day, row.rule.starts, row.rule.key))


def slots(sessions: Iterable[Session], booked: Iterable[BookedTime], zone: tzinfo) -> list[Slot]:
    """Return the slots of the receptions that are held, full ones included.

    Only whole visits fit; of two rules that overlap by mistake the earlier one wins.
    """
    booked_by_official: dict[int, list[BookedTime]] = {}
    for row in booked:
        booked_by_official.setdefault(row.official, []).append(row)
    free_from: dict[int, datetime] = {}
    result = []
    for session in sessions:
        if not session.held:
            continue
        rule = session.rule
        for starts_at, ends_at in _visit_times(session, zone):
            if starts_at < free_from.get(rule.official, starts_at):
                continue
            free_from[rule.official] = ends_at
            taken = sum(
                row.starts_at < ends_at and row.ends_at > starts_at
                for row in booked_by_official.get(rule.official, ())
            )
            result.append(
                Slot(rule.official, starts_at, ends_at, rule.seats, taken, rule.room, rule.by_video)
            )
    return sorted(result, key=lambda slot: (slot.starts_at, slot.official))


def _rule_days(rule: Rule, first: date, last: date) -> Iterator[date]:
    day = max(first, rule.valid_from)
    last = min(last, rule.valid_until or last)
    day += timedelta(days=(rule.weekday - day.isoweekday()) % 7)
    while day <= last:
        if applies_on(rule, day):
            yield day
        day += timedelta(days=7)


def _visit_times(session: Session, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    step = timedelta(minutes=session.rule.minutes)
    starts_at = datetime.combine(session.day, session.rule.starts, zone)
    until = datetime.combine(session.day, session.rule.ends, zone)
    while starts_at + step <= until:
        yield starts_at, starts_at + step
        starts_at += step
