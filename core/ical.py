"""iCalendar files (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Event:
    """One event. A changed event keeps its `uid`, so that a calendar program replaces it."""

    uid: str
    starts: datetime
    ends: datetime
    title: str
    place: str = ""
    description: str = ""
    cancelled: bool = False
    changed_at: datetime | None = None


def render_calendar(name: str, events: Iterable[Event]) -> bytes:
    """Return an iCalendar file called `name`; times keep their zone (Asia/Almaty)."""
    import icalendar  # with the first calendar instead of at every start

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Qabyldau//reception//KK")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for event in events:
        entry = icalendar.Event()
        entry.add("uid", event.uid)
        entry.add("dtstamp", event.changed_at or datetime(2026, 1, 1, tzinfo=UTC))
        if event.changed_at:
            entry.add("last-modified", event.changed_at)
        entry.add("dtstart", event.starts)
        entry.add("dtend", event.ends)
        entry.add("summary", event.title)
        if event.place:
            entry.add("location", event.place)
        if event.description:
            entry.add("description", event.description)
        entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
        calendar.add_component(entry)
    calendar.add_missing_timezones()
    return calendar.to_ical()
