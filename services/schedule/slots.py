"""Who receives when, and which times are free: the tables read once, the rules of timetable.py.

receptions(office, first, last)                 who receives when
free_slots(office, official, first, last, at)   times that can be booked
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from core.workdays.source import working_calendar
from services.models.booking import Booking
from services.models.offices import Office, Official
from services.models.schedule import Closure, ReceptionHours
from services.schedule import timetable
from services.schedule.timetable import Slot

HORIZON_DAYS = 60  # how far ahead a reception can be booked


@dataclass(frozen=True)
class Reception:
    """One official receives on one day. `reason` says why it does not take place, else empty."""

    official: Official
    day: date
    starts: time
    ends: time
    room: str
    by_video: bool
    minutes: int
    seats: int
    hours_id: int
    reason: str = ""

    @property
    def held(self) -> bool:
        return not self.reason

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.day, self.starts, timezone.get_default_timezone())

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.day, self.ends, timezone.get_default_timezone())


@dataclass(frozen=True)
class Busy:
    """Visitors still ahead today, and times that can still be booked today."""

    ahead: int
    free_today: int


def receptions(
    office: Office, first: date, last: date, *, with_closed: bool = False
) -> list[Reception]:
    """The receptions of `office` from `first` to `last`, both included, in order of time.

    `with_closed` adds those that the schedule names but that do not take place, with the reason
    in the active language.
    """
    return receptions_in([office], first, last, with_closed=with_closed)


def receptions_in(
    offices: Iterable[Office], first: date, last: date, *, with_closed: bool = False
) -> list[Reception]:
    """The same over several offices, in four queries whatever their number."""
    officials = _officials(offices)
    return [
        Reception(
            official=officials[each.rule.official],
            day=each.day,
            starts=each.rule.starts,
            ends=each.rule.ends,
            room=each.rule.room,
            by_video=each.rule.by_video,
            minutes=each.rule.minutes,
            seats=each.rule.seats,
            hours_id=each.rule.key,
            reason=each.reason,
        )
        for each in _sessions(officials, first, last)
        if with_closed or each.held
    ]


def free_slots(
    office: Office | None, official: Official | None, first: date, last: date, at: datetime
) -> list[Slot]:
    """The times after `at` with a free seat, from `first` to `last`, not past the booking horizon.

    Give an office, an official, or both; an official of another office has no times here.
    """
    return [slot for slot in all_slots(office, official, first, last, at) if slot.free]


def all_slots(
    office: Office | None, official: Official | None, first: date, last: date, at: datetime
) -> list[Slot]:
    """As free_slots, with the full ones."""
    return _slots(_officials([office] if office else None, official), first, last, at)


def busy(offices: Iterable[Office], at: datetime) -> dict[int, Busy]:
    """How busy each office is today at `at`, by its id."""
    offices, today = list(offices), timezone.localdate(at)
    officials = _officials(offices)
    free: dict[int, int] = {}
    for slot in _slots(officials, today, today, at):
        office = officials[slot.official].office_id
        free[office] = free.get(office, 0) + slot.free
    midnight = datetime.combine(today, time.max, timezone.get_default_timezone())
    ahead = dict(
        Booking.objects.filter(
            office__in=offices,
            status=Booking.Status.BOOKED,
            ends_at__gt=at,
            starts_at__lte=midnight,
        )
        .values_list("office")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return {each.pk: Busy(ahead.get(each.pk, 0), free.get(each.pk, 0)) for each in offices}


def _slots(officials: dict[int, Official], first: date, last: date, at: datetime) -> list[Slot]:
    today = timezone.localdate(at)
    first, last = max(first, today), min(last, today + timedelta(days=HORIZON_DAYS))
    if not officials or last < first:
        return []
    found = timetable.slots(
        _sessions(officials, first, last),
        _taken(officials, first, last),
        timezone.get_default_timezone(),
    )
    return [slot for slot in found if slot.starts_at > at]


def slot_at(official: Official, starts_at: datetime, at: datetime) -> Slot | None:
    """The slot of `official` that begins exactly at `starts_at`, free or full; None: no such."""
    day = timezone.localdate(starts_at)
    found = all_slots(None, official, day, day, at)
    return next((slot for slot in found if slot.starts_at == starts_at), None)


def nearest_free(
    official: Official, starts_at: datetime, at: datetime, most: int = 3
) -> list[Slot]:
    """The free times of `official` closest to `starts_at`, in order of time."""
    day = timezone.localdate(at)
    found = free_slots(None, official, day, day + timedelta(days=HORIZON_DAYS), at)
    close = sorted(found, key=lambda slot: abs(slot.starts_at - starts_at))[:most]
    return sorted(close, key=lambda slot: slot.starts_at)


def outside_hours(officials: Iterable[Official], at: datetime) -> list[Booking]:
    """Bookings still ahead at `at` that no reception holds any more: the schedule has changed."""
    known = {each.pk: each for each in officials}
    ahead = list(
        Booking.objects.filter(
            official__in=known, status=Booking.Status.BOOKED, starts_at__gt=at
        ).select_related("official", "office")
    )
    if not ahead:
        return []
    days = [timezone.localdate(each.starts_at) for each in ahead]
    held: dict[tuple[int, date], list[timetable.Session]] = {}
    for session in _sessions(known, min(days), max(days)):
        if session.held:
            held.setdefault((session.rule.official, session.day), []).append(session)
    return [
        booking
        for booking, day in zip(ahead, days, strict=True)
        if not any(_holds(each, booking) for each in held.get((booking.official_id, day), []))
    ]


def _holds(session: timetable.Session, booking: Booking) -> bool:
    zone = timezone.get_default_timezone()
    starts = datetime.combine(session.day, session.rule.starts, zone)
    ends = datetime.combine(session.day, session.rule.ends, zone)
    return starts <= booking.starts_at and booking.ends_at <= ends


def by_day(found: Iterable[Slot]) -> dict[date, list[Slot]]:
    """Slots under their days, in order."""
    days: dict[date, list[Slot]] = {}
    for slot in found:
        days.setdefault(timezone.localdate(slot.starts_at), []).append(slot)
    return days


def _officials(
    offices: Iterable[Office] | None, official: Official | None = None
) -> dict[int, Official]:
    found = Official.objects.filter(active=True, office__active=True).select_related("office")
    if offices is not None:
        found = found.filter(office__in=list(offices))
    if official is not None:
        found = found.filter(pk=official.pk)
    return {each.pk: each for each in found}


def _sessions(officials: dict[int, Official], first: date, last: date) -> list[timetable.Session]:
    calendar = working_calendar()
    hours = ReceptionHours.objects.filter(official__in=officials, valid_from__lte=last)
    closures: dict[int, list[timetable.Shut]] = {}
    for each in Closure.objects.filter(
        office__in={official.office_id for official in officials.values()},
        first_day__lte=last,
        last_day__gte=first,
    ):
        closures.setdefault(each.office_id, []).append(
            timetable.Shut(
                each.first_day, each.last_day, each.reason or _("No reception"), each.official_id
            )
        )
    found = []
    rules: dict[int, list[timetable.Rule]] = {}
    for row in hours:
        office = officials[row.official_id].office_id
        rules.setdefault(office, []).append(rule(row))
    for office, its_rules in rules.items():
        shut = closures.get(office, [])
        found += timetable.sessions(its_rules, shut, calendar, first, last)
    return sorted(found, key=lambda each: (each.day, each.rule.starts, each.rule.key))


def rule(hours: ReceptionHours) -> timetable.Rule:
    """The row as the pure rules know it."""
    return timetable.Rule(
        key=hours.pk,
        official=hours.official_id,
        weekday=hours.weekday,
        week_of_month=hours.week_of_month,
        starts=hours.starts,
        ends=hours.ends,
        minutes=hours.minutes,
        seats=hours.seats,
        room=hours.room,
        by_video=hours.by_video,
        valid_from=hours.valid_from,
        valid_until=hours.valid_until,
    )


def _taken(officials: dict[int, Official], first: date, last: date) -> list[timetable.Taken]:
    zone = timezone.get_default_timezone()
    since = datetime.combine(first, time.min, zone)
    until = datetime.combine(last, time.max, zone)
    rows = Booking.objects.exclude(status=Booking.Status.CANCELLED).filter(
        official__in=officials, starts_at__lte=until, ends_at__gte=since
    )
    return [
        timetable.Taken(*row) for row in rows.values_list("official_id", "starts_at", "ends_at")
    ]
