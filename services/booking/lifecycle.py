"""A booked time and its life. Only this module writes Booking.status.

Every verb has one shape: may → move → journal → tell, in one transaction. Over-booking is refused
by the database (one_visitor_a_seat); the lock on the official only keeps the queue orderly.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from core.access_codes import digest, generate_secret, matches
from services.booking import notifications
from services.booking.rules import BookingRefused, may_come, may_take, seat
from services.models.booking import Booking
from services.models.offices import Official

__all__ = [
    "Booked",
    "BookingRefused",
    "book",
    "cancel",
    "check_in",
    "find",
    "mark_missed",
    "move",
]

Status = Booking.Status


@dataclass(frozen=True)
class Booked:
    """A booking and its secret. The secret is empty when it was told before and is not known."""

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
    language: str = "kk",
    draft_token: str | None = None,
    secret: str | None = None,
    at: datetime,
) -> Booked:
    """Book the slot of `official` that begins at `starts_at`.

    The same `draft_token` books once: the booking made before comes back, with `secret` when the
    caller's is the right one and "" otherwise. `secret` may be made by the caller beforehand
    (core.codes.new_secret) so that a repeated sending shows the same receipt.
    Raises BookingRefused: gone, taken, too_many, no_video.
    """
    with transaction.atomic():
        official = _locked(official)
        before = _sent_before(draft_token)
        if before is not None:
            return Booked(before, _known(secret, before))
        slot = may_take(official, starts_at, at, by_video)
        may_come(official, phone, starts_at)
        secret = secret or generate_secret()
        booking = seat(
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
                language=language,
                draft_token=draft_token or None,
                created_at=at,
            ),
            slot,
            at,
        )
        log(booking, "services.book", timestamp=at, data={"starts_at": starts_at.isoformat()})
        notifications.booked(booking, at)
    return Booked(booking, secret)


def cancel(
    booking: Booking, *, reason: str = "", by=None, by_office: bool | None = None, at: datetime
) -> Booking:
    """Give the seat back. `by` None: the citizen, who can do it until the reception begins;
    `by_office` True says that the office did it, though nobody signed in (a closed day).

    Raises BookingRefused: state, late.
    """
    with transaction.atomic():
        booking = _again(booking)
        _must_be(booking, Status.BOOKED)
        ours = by is not None if by_office is None else by_office
        if not ours:
            _not_begun(booking, at)
        _move(booking, Status.CANCELLED, at, cancel_reason=reason[:300])
        log(booking, "services.cancel", user=by, timestamp=at, data={"reason": reason})
        notifications.cancelled(booking, at, by_office=ours)
    return booking


def move(booking: Booking, starts_at: datetime, *, by=None, at: datetime) -> Booking:
    """Give the visitor another time with the same official; number and secret stay.

    Raises BookingRefused: state, late, gone, taken, too_many, no_video.
    """
    with transaction.atomic():
        official = _locked(booking.official)
        booking = _again(booking)
        _must_be(booking, Status.BOOKED)
        if by is None:
            _not_begun(booking, at)
        slot = may_take(official, starts_at, at, booking.by_video)
        may_come(official, booking.phone, starts_at, besides=booking)
        was = booking.starts_at
        booking.starts_at, booking.ends_at = slot.starts_at, slot.ends_at
        booking.changed_at = at
        booking = seat(booking, slot, at)
        log(
            booking,
            "services.move",
            user=by,
            timestamp=at,
            data={"from": was.isoformat(), "to": starts_at.isoformat()},
        )
        notifications.moved(booking, at)
    return booking


def check_in(booking: Booking, *, by=None, at: datetime) -> Booking:
    """The visitor came, today; also mends a «did not come» marked too early the same day.

    Raises BookingRefused: state, late.
    """
    with transaction.atomic():
        booking = _again(booking)
        _must_be(booking, Status.BOOKED, Status.MISSED)
        if timezone.localdate(booking.starts_at) != timezone.localdate(at):
            raise BookingRefused(_("A visitor is checked in on the day of the reception."), "late")
        _move(booking, Status.ARRIVED, at)
        log(booking, "services.check_in", user=by, timestamp=at)
    return booking


def mark_missed(booking: Booking, *, by=None, at: datetime) -> Booking:
    """The visitor did not come; once the time has begun. Raises BookingRefused: state, late."""
    with transaction.atomic():
        booking = _again(booking)
        _must_be(booking, Status.BOOKED)
        if at < booking.starts_at:
            raise BookingRefused(_("The time of this visitor has not come yet."), "late")
        _move(booking, Status.MISSED, at)
        log(booking, "services.miss", user=by, timestamp=at)
    return booking


def find(number: str, secret: str) -> Booking | None:
    """The booking of this ticket; None alike for a wrong number and a wrong secret."""
    wanted = "".join(number.upper().split())
    booking = Booking.objects.select_related("office", "official").filter(number=wanted).first()
    # A digest is computed either way, so that the answer takes the same time.
    stored = booking.secret_hash if booking else digest("")
    return booking if matches(secret, stored) and booking is not None else None


def _locked(official: Official) -> Official:
    return (
        Official.objects.select_for_update(of=("self",))
        .select_related("office")
        .get(pk=official.pk)
    )


def _again(booking: Booking) -> Booking:
    return (
        Booking.objects.select_for_update(of=("self",))
        .select_related("office", "official")
        .get(pk=booking.pk)
    )


def _sent_before(draft_token: str | None) -> Booking | None:
    return Booking.objects.filter(draft_token=draft_token).first() if draft_token else None


def _known(secret: str | None, booking: Booking) -> str:
    return secret if secret and matches(secret, booking.secret_hash) else ""


def _must_be(booking: Booking, *allowed: Status) -> None:
    if booking.status not in allowed:
        raise BookingRefused(
            _("The booking cannot be changed: %(status)s.")
            % {"status": booking.get_status_display()},
            "state",
        )


def _not_begun(booking: Booking, at: datetime) -> None:
    if at >= booking.starts_at:
        raise BookingRefused(_("The reception has begun: it cannot be changed any more."), "late")


def _move(booking: Booking, status: Status, at: datetime, **more) -> None:
    booking.status = status
    booking.changed_at = at
    for name, value in more.items():
        setattr(booking, name, value)
    booking.save(update_fields=["status", "changed_at", *more])
