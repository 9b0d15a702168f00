"""A closed day: the visitors booked on it are notified with the reason and may book again."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from core.i18n.localtext import get_localized
from services.booking.lifecycle import BookingRefusedError, cancel
from services.models.booking import Booking
from services.models.offices import Office, Official
from services.models.schedule import Closure
from services.schedule.slots import day_bounds


def affected_bookings(
    office: Office, official: Official | None, first: date, last: date, at: datetime
) -> QuerySet[Booking]:
    """Return the bookings after `at` from `first` to `last`; official None: the whole office."""
    since, until = day_bounds(first, last)
    bookings = Booking.objects.filter(
        office=office,
        status=Booking.Status.BOOKED,
        starts_at__gte=max(since, at),
        starts_at__lt=until,
    )
    return bookings.filter(official=official) if official else bookings


def cancel_affected_bookings(closure: Closure, *, by=None, at: datetime) -> list[Booking]:
    """Cancel the bookings that fall into `closure`, with its reason, and notify the visitors.

    Return the cancelled bookings; one that changed meanwhile is left as it is.
    """
    cancelled = []
    with transaction.atomic():
        days = (closure.first_day, closure.last_day)
        for booking in affected_bookings(closure.office, closure.official, *days, at):
            reason = get_localized(closure, "reason", booking.language)
            try:
                cancelled.append(cancel(booking, reason=reason, by=by, by_office=True, at=at))
            except BookingRefusedError:
                continue
    return cancelled
