"""Moments of a working life: when people write, and when an office does the next thing."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from core.workdays.calendar import Calendar

MARGIN = timedelta(minutes=5)  # the demo's last deed lies before the moment it is made


class Timeline:
    """One case's time, going forward from `start` and never past `end`."""

    def __init__(self, start: datetime, end: datetime, calendar: Calendar, chance: Random):
        self.now, self.end = start, end - MARGIN
        self.calendar, self.chance = calendar, chance

    def later(self, fewest: int, most: int) -> datetime:
        """A moment in office hours, so many working days on; the same day when 0 and still open."""
        days = self.chance.randint(fewest, most)
        day = timezone.localdate(self.now)
        if days or not self.calendar.is_workday(day) or self._closing(day) <= self.now:
            day = self.calendar.add_workdays(day, max(days, 1))
            opens = moment(day, time(9, 0))
        else:
            opens = max(self.now, moment(day, time(9, 0)))
        span = max(self._closing(day) - opens, timedelta(minutes=2))
        return self._reach(opens + span * (0.05 + 0.9 * self.chance.random()))

    def days_later(self, fewest: int, most: int) -> datetime:
        """A moment when a citizen is awake, so many calendar days on."""
        day = timezone.localdate(self.now) + timedelta(days=self.chance.randint(fewest, most))
        return self._reach(max(evening(day, self.chance), self.now))

    def _closing(self, day: date) -> datetime:
        return moment(day, time(17, 45))

    def _reach(self, when: datetime) -> datetime:
        when = when.replace(microsecond=0)
        self.now = max(min(when, self.end), self.now + timedelta(seconds=30))
        return self.now


def moment(day: date, hour: time) -> datetime:
    """An aware moment of a day of the office's calendar."""
    return timezone.make_aware(datetime.combine(day, hour))


def evening(day: date, chance: Random) -> datetime:
    """When a citizen writes from home: from breakfast until late."""
    return moment(day, time(chance.randint(7, 22), chance.randint(0, 59), chance.randint(0, 59)))


def in_office_hours(day: date, chance: Random) -> datetime:
    """When a citizen stands at the counter or calls."""
    return moment(day, time(chance.choice([9, 10, 11, 12, 14, 15, 16]), chance.randint(0, 59)))
