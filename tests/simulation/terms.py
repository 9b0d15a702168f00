"""Working days and terms counted by hand, apart from the portal's own rules."""

from datetime import date, datetime, timedelta
from functools import cache

import holidays
from django.utils import timezone

ANSWER_DAYS, SHORT_DAYS, FORWARD_DAYS = 15, 3, 3  # working days: APPC art. 76 and 65
CLOSES = 18  # o'clock, in all three offices


@cache
def library() -> holidays.HolidayBase:
    """Return the holidays of the law."""
    return holidays.KZ(years=range(2025, 2030))


class WorkingDays:
    """The calendar as the editors last confirmed it: date → whether it is worked."""

    def __init__(self) -> None:
        self.confirmed: dict[date, bool] = {}

    def is_worked(self, day: date) -> bool:
        if day in self.confirmed:
            return self.confirmed[day]
        if day in library().weekend_workdays:
            return True
        return day.weekday() < 5 and day not in library()

    def after(self, day: date, count: int) -> date:
        """Return the working day number `count` after `day`."""
        while count:
            day += timedelta(days=1)
            count -= self.is_worked(day)
        return day

    def first_from(self, day: date) -> date:
        """Return `day`, or the next working day."""
        return self.after(day - timedelta(days=1), 1)

    def counted_from(self, at: datetime) -> date:
        """Return the day of registration of what came at `at`."""
        here = timezone.localtime(at)
        day = here.date()
        return day if self.is_worked(day) and here.hour < CLOSES else self.after(day, 1)
