"""Moments of the demo: when citizens write and when an office takes the next step."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from core.workdays.calendar import Calendar

MARGIN = timedelta(minutes=5)  # the last step lies before the moment the demo is created


class Timeline:
    """The time of one appeal, which goes forward from `start` and never past `end`."""

    def __init__(self, start: datetime, end: datetime, calendar: Calendar, chance: Random):
        self.now, self.end = start, end - MARGIN
        self.calendar, self.random = calendar, chance

    def later(self, min_days: int, max_days: int) -> datetime:
        """Move on by working days to office hours; 0 stays on the same day while the office is open."""
        days = self.random.randint(min_days, max_days)
        day = timezone.localdate(self.now)
        if days or not self.calendar.is_workday(day) or self._closing(day) <= self.now:
            day = self.calendar.add_workdays(day, max(days, 1))
            opens = moment(day, time(9, 0))
        else:
            opens = max(self.now, moment(day, time(9, 0)))
        span = max(self._closing(day) - opens, timedelta(minutes=2))
        return self._move_to(opens + span * (0.05 + 0.9 * self.random.random()))

    def days_later(self, min_days: int, max_days: int) -> datetime:
        """Move on by calendar days to an hour when a citizen is awake."""
        day = timezone.localdate(self.now) + timedelta(days=self.random.randint(min_days, max_days))
        return self._move_to(max(evening(day, self.random), self.now))

    def _closing(self, day: date) -> datetime:
        return moment(day, time(17, 45))

    def _move_to(self, when: datetime) -> datetime:
        when = when.replace(microsecond=0)
        self.now = max(min(when, self.end), self.now + timedelta(seconds=30))
        return self.now


def moment(day: date, hour: time) -> datetime:
    """Return the aware datetime of a local day and hour."""
    return timezone.make_aware(datetime.combine(day, hour))


def evening(day: date, chance: Random) -> datetime:
    """Return a random moment between 7:00 and 23:00."""
    return moment(day, time(chance.randint(7, 22), chance.randint(0, 59), chance.randint(0, 59)))


def in_office_hours(day: date, chance: Random) -> datetime:
    """Return a random moment in office hours."""
    return moment(day, time(chance.choice([9, 10, 11, 12, 14, 15, 16]), chance.randint(0, 59)))
