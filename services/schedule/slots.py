"""Who receives when, and which times are free: rows of the database under timetable's rules.

receptions(office, first, last)                 who receives when
free_slots(office, official, first, last, at)   times that can be booked
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from services.dependencies import bookings_of
from services.models.booking import Booking
from services.models.offices import Office, Official
from services.models.schedule import ReceptionHours
from services.schedule import timetable
from services.schedule.rows import ScheduleRows, active_officials, kept_rows, read_rows
from services.schedule.timetable import Slot, Window, window_around

HORIZON_DAYS = 60  # how far ahead a reception can be booked


@dataclass(frozen=True)
class Reception:
    """One official receives on one day. `reason` says why it is not held, else empty.

    `away` tells that the official alone is away.
    """

    official: Official
    day: date
    starts: time
    ends: time
    room: str
    by_video: bool
    hours_id: int
    reason: str = ""
    away: bool = False

    @property
    def held(self) -> bool:
        """Return whether the reception takes place."""
        return not self.reason

    @property
    def closed_note(self) -> str:
        """Return «No reception: business trip» in the active language; empty when it is held."""
        if self.held or self.reason == _("No reception"):
            return self.reason
        return f"{_('No reception')}: {self.reason}"

    @property
    def room_label(self) -> str:
        """Return «room 12» in the active language; empty without a room."""
        return _("room %(room)s") % {"room": self.room} if self.room else ""

    @property
    def starts_at(self) -> datetime:
        """Return the start as an aware datetime."""
        return datetime.combine(self.day, self.starts, timezone.get_default_timezone())

    @property
    def ends_at(self) -> datetime:
        """Return the end as an aware datetime."""
        return datetime.combine(self.day, self.ends, timezone.get_default_timezone())


@dataclass(frozen=True)
class Occupancy:
    """Visitors still to come today, and times that can still be booked today.

    Both numbers are the same for the whole `window`, unless somebody books or cancels.
    """

    visitors_ahead: int
    free_today: int
    window: Window


def receptions(
    office: Office | None, first: date, last: date, *, include_closed: bool = False
) -> list[Reception]:
    """Return the receptions of `office`, or of all, from `first` to `last`, in order of time.

    `include_closed` adds those that the schedule has but that are not held, with the reason in
    the active language.
    """
    rows = kept_rows(office, first)
    return [
        Reception(
            official=rows.officials[session.rule.official],
            day=session.day,
            starts=session.rule.starts,
            ends=session.rule.ends,
            room=session.rule.room,
            by_video=session.rule.by_video,
            hours_id=session.rule.key,
            reason=session.reason,
            away=session.away,
        )
        for session in rows.sessions(first, last)
        if (include_closed or session.held)
        and _received_on(rows.officials[session.rule.official], session.day)
    ]


def free_slots(
    office: Office | None, official: Official | None, first: date, last: date, at: datetime
) -> list[Slot]:
    """Return the times after `at` with a free seat, from `first` to `last`, within the horizon.

    Give an office, an official, or both; an official of another office has no times here.
    """
    return [slot for slot in all_slots(office, official, first, last, at) if slot.free]


def all_slots(
    office: Office | None, official: Official | None, first: date, last: date, at: datetime
) -> list[Slot]:
    """Return the times after `at` as free_slots does, with the full ones."""
    officials = active_officials([office] if office else None, official)
    return _slots(read_rows(officials, first), first, last, at)


def shown_slots(office: Office, first: date, last: date, at: datetime) -> list[Slot]:
    """Return the times that all_slots does, for a page: by the schedule kept for pages."""
    return _slots(kept_rows(office, first).receiving(), first, last, at)


def find_slot(
    official: Official, starts_at: datetime, at: datetime, moved: Booking | None = None
) -> Slot | None:
    """Return the slot of `official` that begins exactly at `starts_at`, free or full.

    `moved` is the booking that leaves its own time for this one: it takes no place.
    """
    day = timezone.localdate(starts_at)
    slots = _slots(read_rows(active_officials(None, official), day), day, day, at, moved)
    return next((slot for slot in slots if slot.starts_at == starts_at), None)


def times_to_move_to(booking: Booking, at: datetime) -> list[Slot]:
    """Return the free times of the same official, also those that only the booking itself fills."""
    day = timezone.localdate(at)
    last = day + timedelta(days=HORIZON_DAYS)
    rows = read_rows(active_officials(None, booking.official), day)
    slots = _slots(rows, day, last, at, booking)
    return [slot for slot in slots if slot.free and slot.starts_at != booking.starts_at]


def nearest_free_slots(
    official: Official, starts_at: datetime, at: datetime, limit: int = 3
) -> list[Slot]:
    """Return the free times of `official` closest to `starts_at`, in order of time."""
    day = timezone.localdate(at)
    slots = free_slots(None, official, day, day + timedelta(days=HORIZON_DAYS), at)
    nearest = sorted(slots, key=lambda slot: abs(slot.starts_at - starts_at))[:limit]
    return sorted(nearest, key=lambda slot: slot.starts_at)


def day_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the start of the day `first` and the start of the day after `last`."""
    zone = timezone.get_default_timezone()
    return (
        datetime.combine(first, time.min, zone),
        datetime.combine(last + timedelta(days=1), time.min, zone),
    )


def group_slots_by_day(slots: Iterable[Slot]) -> dict[date, list[Slot]]:
    """Return the slots under their days, in order."""
    days: dict[date, list[Slot]] = {}
    for slot in slots:
        days.setdefault(timezone.localdate(slot.starts_at), []).append(slot)
    return days


def occupancy_today(offices: Iterable[Office], at: datetime) -> dict[int, Occupancy]:
    """Return how busy each office is for the rest of the day, by its id."""
    offices, today = list(offices), timezone.localdate(at)
    day = Window(*day_bounds(today, today))
    rows = kept_rows(offices[0] if len(offices) == 1 else None, today).receiving()
    slots: dict[int, list[Slot]] = {}
    for slot in _slots(rows, today, today, day.since):
        slots.setdefault(rows.officials[slot.official].office_id, []).append(slot)
    visits: dict[int, list[datetime]] = {}
    booked = Booking.objects.filter(
        office__in=offices,
        status=Booking.Status.BOOKED,
        ends_at__gt=day.since,
        starts_at__lt=day.until,
    )
    with bookings_of(office.pk for office in offices):
        for office_id, ends_at in booked.values_list("office", "ends_at"):
            visits.setdefault(office_id, []).append(ends_at)
    return {
        office.pk: _occupancy(slots.get(office.pk, []), visits.get(office.pk, []), at, day)
        for office in offices
    }


def _occupancy(slots: list[Slot], visits: list[datetime], at: datetime, day: Window) -> Occupancy:
    """Return how busy an office is at `at`; `visits` are the ends of the day's booked times."""
    starts = [slot.starts_at for slot in slots]
    return Occupancy(
        sum(ends_at > at for ends_at in visits),
        sum(slot.free for slot in slots if slot.starts_at > at),
        window_around([*starts, *visits], at, day),
    )


def has_reception_hours(office: Office, on: date) -> bool:
    """Return whether somebody receives in `office` on `on` or later, by the rules in force."""
    rules = ReceptionHours.objects.filter(official__office=office, official__active=True)
    return rules.exclude(valid_until__lt=on).exists()


def bookings_outside_hours(officials: Iterable[Official], at: datetime) -> list[Booking]:
    """Return the bookings after `at` that fall into no reception: the schedule has changed."""
    officials_by_id = {official.pk: official for official in officials}
    bookings = list(
        Booking.objects.filter(
            official__in=officials_by_id, status=Booking.Status.BOOKED, starts_at__gt=at
        ).select_related("official", "office")
    )
    if not bookings:
        return []
    days = [timezone.localdate(booking.starts_at) for booking in bookings]
    held: dict[tuple[int, date], list[timetable.Session]] = {}
    receiving = {pk: official for pk, official in officials_by_id.items() if official.active}
    for session in read_rows(receiving, min(days)).sessions(min(days), max(days)):
        if session.held:
            held.setdefault((session.rule.official, session.day), []).append(session)
    return [
        booking
        for booking, day in zip(bookings, days, strict=True)
        if not any(
            _contains(session, booking) for session in held.get((booking.official_id, day), [])
        )
    ]


def _contains(session: timetable.Session, booking: Booking) -> bool:
    zone = timezone.get_default_timezone()
    starts_at = datetime.combine(session.day, session.rule.starts, zone)
    ends_at = datetime.combine(session.day, session.rule.ends, zone)
    return starts_at <= booking.starts_at and booking.ends_at <= ends_at


def _received_on(official: Official, day: date) -> bool:
    last_day = official.receives_until
    return official.active or (last_day is not None and day <= last_day)


def _slots(
    rows: ScheduleRows,
    first: date,
    last: date,
    at: datetime,
    moved: Booking | None = None,
) -> list[Slot]:
    today = timezone.localdate(at)
    first, last = max(first, today), min(last, today + timedelta(days=HORIZON_DAYS))
    if not rows.officials or last < first:
        return []
    slots = timetable.slots(
        rows.sessions(first, last),
        _booked_times(rows.officials, first, last, moved),
        timezone.get_default_timezone(),
    )
    return [slot for slot in slots if slot.starts_at > at]


def _booked_times(
    officials: dict[int, Official], first: date, last: date, moved: Booking | None
) -> list[timetable.BookedTime]:
    since, until = day_bounds(first, last)
    rows = Booking.objects.exclude(status=Booking.Status.CANCELLED).filter(
        official__in=officials, starts_at__lt=until, ends_at__gte=since
    )
    if moved is not None:
        rows = rows.exclude(pk=moved.pk)
    with bookings_of(official.office_id for official in officials.values()):
        return [
            timetable.BookedTime(*row)
            for row in rows.values_list("official_id", "starts_at", "ends_at")
        ]
