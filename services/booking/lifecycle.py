"""The lifecycle of a booking. Only this module writes Booking.status.

Every function has one shape, in one transaction: check → change → journal → notify. Over-booking is
refused by the database (one_visitor_a_seat); the lock on the official only serialises the attempts.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from core.access_codes import digest, generate_secret, matches
from services.booking import notifications
from services.booking.rules import (
    BookingRefusedError,
    normalize_number,
    require_free_slot,
    require_rare_visit,
    save_on_free_seat,
)
from services.dependencies import change_free_times
from services.models.booking import Booking
from services.models.offices import Official

__all__ = [
    "BookingRefusedError",
    "NewBooking",
    "book",
    "cancel",
    "check_in",
    "find_booking",
    "mark_missed",
    "move",
]

Status = Booking.Status


@dataclass(frozen=True)
class NewBooking:
    """A booking and its secret. The secret is empty when it was issued before and is not known."""

    booking: Booking
    secret: str


def book(
    *,
    official: Official,
    starts_at: datetime,
    name: str,
    phone: str = "",
    email: str = "",
    subject: str = "",
    by_video: bool = False,
    needs_help: str = "",
    consent: dict | None = None,
    language: str = "kk",
    draft_token: str | None = None,
    secret: str | None = None,
    at: datetime,
) -> NewBooking:
    """Book the slot of `official` that begins at `starts_at`.

    The same `draft_token` books once: the earlier booking is returned, with `secret` when the
    caller's is the right one and "" otherwise. The caller may generate `secret` beforehand
    (core.access_codes.generate_secret) so that a repeated submission shows the same receipt.
    Raise BookingRefusedError: gone, taken, too_many, no_video.
    """
    with transaction.atomic():
        official = _lock_official(official)
        existing = _find_by_draft_token(draft_token)
        if existing is not None:
            return NewBooking(existing, _secret_if_valid(secret, existing))
        slot = require_free_slot(official, starts_at, at, by_video)
        require_rare_visit(official, phone, starts_at)
        secret = secret or generate_secret()
        booking = save_on_free_seat(
            Booking(
                secret_hash=digest(secret),
                office=official.office,
                official=official,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                name=name,
                phone=phone,
                email=email,
                subject=subject,
                by_video=by_video,
                needs_help=needs_help,
                consent=consent or {},
                language=language,
                draft_token=draft_token or None,
                created_at=at,
            ),
            slot,
            at,
        )
        change_free_times(booking)
        log(booking, "services.book", timestamp=at, data={"starts_at": starts_at.isoformat()})
        notifications.notify_booked(booking, at)
    return NewBooking(booking, secret)


def cancel(
    booking: Booking, *, reason: str = "", by=None, by_office: bool | None = None, at: datetime
) -> Booking:
    """Cancel the booking and free its seat.

    `by` None is the citizen, who can cancel until the reception begins; `by_office` True marks a
    cancellation by the office without a signed-in user (a closed day).
    Raise BookingRefusedError: state, late.
    """
    with transaction.atomic():
        booking = _lock_booking(booking)
        _require_status(booking, Status.BOOKED)
        from_office = by is not None if by_office is None else by_office
        if not from_office:
            _require_not_begun(booking, at)
        _set_status(booking, Status.CANCELLED, at, cancel_reason=reason[:300])
        log(booking, "services.cancel", user=by, timestamp=at, data={"reason": reason})
        notifications.notify_cancelled(booking, at, by_office=from_office)
    return booking


def move(booking: Booking, starts_at: datetime, *, by=None, at: datetime) -> Booking:
    """Move the booking to another time of the same official; number and secret stay.

    Raise BookingRefusedError: state, late, gone, taken, too_many, no_video.
    """
    with transaction.atomic():
        official = _lock_official(booking.official)
        booking = _lock_booking(booking)
        _require_status(booking, Status.BOOKED)
        if by is None:
            _require_not_begun(booking, at)
        slot = require_free_slot(official, starts_at, at, booking.by_video, moved=booking)
        require_rare_visit(official, booking.phone, starts_at, exclude=booking)
        old_starts_at = booking.starts_at
        booking.starts_at, booking.ends_at = slot.starts_at, slot.ends_at
        booking.changed_at = at
        booking = save_on_free_seat(booking, slot, at)
        change_free_times(booking)
        log(
            booking,
            "services.move",
            user=by,
            timestamp=at,
            data={"from": old_starts_at.isoformat(), "to": starts_at.isoformat()},
        )
        notifications.notify_moved(booking, at)
    return booking


def check_in(booking: Booking, *, by=None, at: datetime) -> Booking:
    """Record that the visitor came today; also corrects a premature «did not come».

    Raise BookingRefusedError: state, late.
    """
    with transaction.atomic():
        booking = _lock_booking(booking)
        _require_status(booking, Status.BOOKED, Status.MISSED)
        if timezone.localdate(booking.starts_at) != timezone.localdate(at):
            raise BookingRefusedError(
                _("A visitor is checked in on the day of the reception."), "late"
            )
        _set_status(booking, Status.ARRIVED, at)
        log(booking, "services.check_in", user=by, timestamp=at)
    return booking


def mark_missed(booking: Booking, *, by=None, at: datetime) -> Booking:
    """Record that the visitor did not come, once the booked time has begun.

    Raise BookingRefusedError: state, late.
    """
    with transaction.atomic():
        booking = _lock_booking(booking)
        _require_status(booking, Status.BOOKED)
        if at < booking.starts_at:
            raise BookingRefusedError(_("The time of this visitor has not come yet."), "late")
        _set_status(booking, Status.MISSED, at)
        log(booking, "services.miss", user=by, timestamp=at)
    return booking


def find_booking(number: str, secret: str) -> Booking | None:
    """Return the booking that `number` and `secret` open; None for a wrong number or secret."""
    rows = Booking.objects.select_related("office", "official")
    booking = rows.filter(number=normalize_number(number)).first()
    # A digest is computed for an unknown number too: both answers take the same time.
    stored = booking.secret_hash if booking else digest("")
    return booking if matches(secret, stored) and booking is not None else None


def _lock_official(official: Official) -> Official:
    return (
        Official.objects.select_for_update(of=("self",))
        .select_related("office")
        .get(pk=official.pk)
    )


def _lock_booking(booking: Booking) -> Booking:
    return (
        Booking.objects.select_for_update(of=("self",))
        .select_related("office", "official")
        .get(pk=booking.pk)
    )


def _find_by_draft_token(draft_token: str | None) -> Booking | None:
    return Booking.objects.filter(draft_token=draft_token).first() if draft_token else None


def _secret_if_valid(secret: str | None, booking: Booking) -> str:
    return secret if secret and matches(secret, booking.secret_hash) else ""


def _require_status(booking: Booking, *allowed: Status) -> None:
    if booking.status not in allowed:
        raise BookingRefusedError(
            _("The booking cannot be changed: %(status)s.")
            % {"status": booking.get_status_display()},
            "state",
        )


def _require_not_begun(booking: Booking, at: datetime) -> None:
    if at >= booking.starts_at:
        raise BookingRefusedError(
            _("The reception has begun: it cannot be changed any more."), "late"
        )


def _set_status(booking: Booking, status: Status, at: datetime, **more) -> None:
    booking.status = status
    booking.changed_at = at
    for name, value in more.items():
        setattr(booking, name, value)
    booking.save(update_fields=["status", "changed_at", *more])
    change_free_times(booking)
