"""Arithmetic of working days. Pure: no Django, no database.

A term in working days is counted from the day after the event (APPK art. 68): the day of
registration itself is day zero.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

FIVE_DAYS, SIX_DAYS = 5, 6  # working days in the week of an office, from Monday on
MAX_TERM = 2_000  # working days; a longer term is a typing error


@dataclass(frozen=True)
class Calendar:
    """A working calendar: a week of five or six days with its days off and moved working days.

    `days_off` maps a date to its reason; `moved_workdays` are weekend days that are worked;
    `weekend` is the reason given for an ordinary Saturday or Sunday.
    """

    days_off: Mapping[date, str] = field(default_factory=dict)
    moved_workdays: frozenset[date] = frozenset()
    weekend: str = "weekend"
    week: int = FIVE_DAYS

    def __post_init__(self) -> None:
        if not isinstance(self.days_off, Mapping):
            object.__setattr__(self, "days_off", dict.fromkeys(self.days_off, ""))
        object.__setattr__(self, "moved_workdays", frozenset(self.moved_workdays))

    def reason(self, day: date) -> str:
        """Return why `day` is not worked; empty on a working day."""
        if day in self.moved_workdays:
            return ""
        if day in self.days_off:
            return self.days_off[day] or self.weekend
        return self.weekend if day.weekday() >= self.week else ""

    def is_workday(self, day: date) -> bool:
        """Return whether `day` is a working day."""
        return not self.reason(day)

    def add_workdays(self, day: date, n: int) -> date:
        """Return the n-th working day after `day` (n < 0: before it); for 0, `day` or the next one.

        Raise ValueError for a term longer than MAX_TERM or a day beyond the calendar.
        """
        if abs(n) > MAX_TERM:
            raise ValueError(f"{n} working days is not a term")
        step = timedelta(days=1 if n >= 0 else -1)
        try:
            if n == 0:
                while not self.is_workday(day):
                    day += step
                return day
            left = abs(n)
            while left:
                day += step
                left -= self.is_workday(day)
        except OverflowError as error:
            raise ValueError("the term ends beyond the calendar") from error
        return day

    def workdays_between(self, a: date, b: date) -> int:
        """Count working days after `a` up to and including `b`; negative when `b` is before `a`."""
        if b < a:
            return -self.workdays_between(b, a)
        return sum(self.is_workday(day) for day in _iterate_days_after(a, b))

    def skipped(self, a: date, b: date) -> list[tuple[date, str]]:
        """Return the days after `a` up to and including `b` that do not count, with reasons."""
        return [(day, why) for day in _iterate_days_after(a, b) if (why := self.reason(day))]


def _iterate_days_after(a: date, b: date) -> Iterator[date]:
    for n in range(1, (b - a).days + 1):
        yield a + timedelta(days=n)
