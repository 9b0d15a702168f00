"""Days as moments in Almaty's time, and moments as a page's script reads them."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def start_of_day(day: date) -> datetime:
    """Return the first moment of `day`."""
    return datetime.combine(day, time.min, timezone.get_default_timezone())


def next_midnight(at: datetime) -> datetime:
    """Return the end of the day of `at`: until then “today” is the same day."""
    return start_of_day(timezone.localdate(at, timezone.get_default_timezone()) + timedelta(days=1))


def format_for_script(moment: datetime) -> str:
    """Return 2026-11-28T09:00+05:00: to the minute, with the distance from UTC."""
    return timezone.localtime(moment, timezone.get_default_timezone()).isoformat(timespec="minutes")
