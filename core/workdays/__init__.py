"""Working days: pure arithmetic in `calendar`, the calendar in force in `source`."""

from core.workdays.calendar import Calendar

__all__ = ["Calendar"]
