"""A day is closed: whoever was booked on it is told, with the reason, and may book again."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.i18n.localtext import get_localized
from services.booking.lifecycle import BookingRefused, cancel
from services.models.booking import Booking
from services.models.offices import Office, Official
from services.models.schedule import Closure


def affected(
    office: Office, official: Official | None, first: date, last: date, at: datetime
) -> QuerySet[Booking]:
    """The bookings still ahead at `at` from `first` to `last`; official None: the whole office."""
    zone = timezone.get_default_timezone()
    since = datetime.combine(first, time.min, zone)
    until = datetime.combine(last + timedelta(days=1), time.min, zone)
    found = Booking.objects.filter(
        office=office,
        status=Booking.Status.BOOKED,
        starts_at__gte=max(since, at),
        starts_at__lt=until,
    )
    return found.filter(official=official) if official else found


def close(closure: Closure, *, by=None, at: datetime) -> list[Booking]:
    """Cancel the bookings that `closure` makes impossible, each with its reason and a letter.

    Returns the cancelled bookings. One that changed meanwhile is left as it is.
    """
    done = []
    with transaction.atomic():
        rows = affected(closure.office, closure.official, closure.first_day, closure.last_day, at)
        for booking in rows:
            reason = get_localized(closure, "reason", booking.language)
            try:
                done.append(cancel(booking, reason=reason, by=by, by_office=True, at=at))
            except BookingRefused:
                continue
    return done
