"""Timetables of periodic jobs: when a job is due next. Pure: the moment is passed in."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

EVERY_DAY = frozenset(range(7))
MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True)
class Every:
    """A job that is due again a fixed time after its last start, and at once when it is new."""

    interval: timedelta

    def first(self, at: datetime) -> datetime:
        """Return when a job that has never run is due."""
        return at

    def next_after(self, at: datetime) -> datetime:
        """Return when a job that started at `at` is due again."""
        return at + self.interval


@dataclass(frozen=True)
class Daily:
    """A job that is due at a time of day, on some weekdays (0: Monday) or one day of a month."""

    time: time
    weekdays: frozenset[int] = EVERY_DAY
    monthday: int | None = None

    def first(self, at: datetime) -> datetime:
        """Return when a job that has never run is due."""
        return self.next_after(at)

    def next_after(self, at: datetime) -> datetime:
        """Return the first due moment after `at`, in the time zone of `at`."""
        due = datetime.combine(at.date(), self.time, at.tzinfo)
        while due <= at or not self._includes(due):
            due += timedelta(days=1)
        return due

    def _includes(self, due: datetime) -> bool:
        return due.weekday() in self.weekdays and self.monthday in {None, due.day}


def retry_delay(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: 1 minute, 2, 4 … up to an hour."""
    return timedelta(minutes=min(2 ** min(failures - 1, 6), 60))
