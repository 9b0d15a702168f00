"""Who receives when, apart from any framework: weekly rules − exceptions − days off − taken times.

Slots are computed each time and never stored: stored slots rot when the hours change.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from core.workdays.calendar import Calendar


@dataclass(frozen=True)
class Rule:
    """This official receives on `weekday` (1 Monday … 7 Sunday), or in one week of the month."""

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
class Shut:
    """No reception from `first` to `last`, both included; `official` None: nobody in the office."""

    first: date
    last: date
    reason: str
    official: int | None = None


@dataclass(frozen=True)
class Session:
    """One reception: a rule on a day. `reason` says why it does not take place, else empty."""

    rule: Rule
    day: date
    reason: str = ""

    @property
    def held(self) -> bool:
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
        return max(0, self.seats - self.taken)


@dataclass(frozen=True)
class Taken:
    """A booked time: the seat is gone for every slot that it overlaps."""

    official: int
    starts_at: datetime
    ends_at: datetime


def applies(rule: Rule, day: date) -> bool:
    """Whether `rule` names `day`: the weekday, the week of the month and the dates in force."""
    if day.isoweekday() != rule.weekday or day < rule.valid_from:
        return False
    if rule.valid_until is not None and day > rule.valid_until:
        return False
    return rule.week_of_month in (None, (day.day - 1) // 7 + 1)


def not_held(rule: Rule, day: date, shut: Iterable[Shut], calendar: Calendar) -> str:
    """Why the reception of `rule` on `day` does not take place; empty when it does.

    A rule that names a Saturday or Sunday means it; a holiday on that day still wins.
    """
    for each in shut:
        if each.first <= day <= each.last and each.official in (None, rule.official):
            return each.reason
    if rule.weekday > 5 and day not in calendar.days_off:
        return ""
    return calendar.reason(day)


def sessions(
    rules: Iterable[Rule], shut: Iterable[Shut], calendar: Calendar, first: date, last: date
) -> list[Session]:
    """Every reception that the rules name from `first` to `last`, held or not, in order of time."""
    shut, found = list(shut), []
    for rule in rules:
        for day in _days(rule, first, last):
            found.append(Session(rule, day, not_held(rule, day, shut, calendar)))
    return sorted(found, key=lambda each: (each.day, each.rule.starts, each.rule.key))


def slots(held: Iterable[Session], taken: Iterable[Taken], zone: tzinfo) -> list[Slot]:
    """The visitors' times inside the receptions that take place, full ones included.

    Only whole times fit; of two rules that overlap by mistake the earlier one wins.
    """
    booked: dict[int, list[Taken]] = {}
    for each in taken:
        booked.setdefault(each.official, []).append(each)
    free_from: dict[int, datetime] = {}
    found = []
    for session in held:
        if not session.held:
            continue
        rule = session.rule
        for starts_at, ends_at in _pieces(session, zone):
            if starts_at < free_from.get(rule.official, starts_at):
                continue
            free_from[rule.official] = ends_at
            gone = sum(
                each.starts_at < ends_at and each.ends_at > starts_at
                for each in booked.get(rule.official, ())
            )
            found.append(
                Slot(rule.official, starts_at, ends_at, rule.seats, gone, rule.room, rule.by_video)
            )
    return sorted(found, key=lambda slot: (slot.starts_at, slot.official))


def _days(rule: Rule, first: date, last: date) -> Iterator[date]:
    day = max(first, rule.valid_from)
    last = min(last, rule.valid_until or last)
    day += timedelta(days=(rule.weekday - day.isoweekday()) % 7)
    while day <= last:
        if applies(rule, day):
            yield day
        day += timedelta(days=7)


def _pieces(session: Session, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    step = timedelta(minutes=session.rule.minutes)
    starts_at = datetime.combine(session.day, session.rule.starts, zone)
    until = datetime.combine(session.day, session.rule.ends, zone)
    while starts_at + step <= until:
        yield starts_at, starts_at + step
        starts_at += step
