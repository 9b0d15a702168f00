"""Whether a seat may be taken, and taking it: the database refuses a second visitor on one seat."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from services.models.booking import Booking
from services.models.offices import Official
from services.schedule.slots import Slot, find_slot, nearest_free_slots

DAYS_BETWEEN = 10  # one reception with the same official in ten days from one phone
STANDING = (Booking.Status.BOOKED, Booking.Status.ARRIVED)


class BookingRefused(Exception):
    """The deed cannot be done; str() is the sentence for the citizen.

    `code` is gone, taken, too_many, no_video, state or late; `alternatives` are the nearest
    free times when there are any.
    """

    def __init__(self, sentence, code: str, alternatives: list[Slot] | None = None):
        super().__init__(sentence)
        self.sentence, self.code, self.alternatives = sentence, code, alternatives or []

    def __str__(self) -> str:
        return str(self.sentence)


def may_take(official: Official, starts_at: datetime, at: datetime, by_video: bool) -> Slot:
    slot = find_slot(official, starts_at, at)
    if slot is None:
        raise BookingRefused(
            _("There is no reception at this time any more. Choose another time."),
            "gone",
            nearest_free_slots(official, starts_at, at),
        )
    if not slot.free:
        raise _taken(official, starts_at, at)
    if by_video and not slot.by_video:
        raise BookingRefused(
            _("There is no video call at this time. Choose another time or come in person."),
            "no_video",
        )
    return slot


def may_come(
    official: Official, phone: str, starts_at: datetime, besides: Booking | None = None
) -> None:
    """One reception with an official in ten days: others wait too. No phone, no rule to apply."""
    if not phone:
        return
    span = timedelta(days=DAYS_BETWEEN)
    others = Booking.objects.filter(
        official=official,
        phone=phone,
        status__in=STANDING,
        starts_at__gt=starts_at - span,
        starts_at__lt=starts_at + span,
    )
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise BookingRefused(
            _(
                "This phone number already has a reception with this official within ten days. "
                "Open your ticket to move it to another time."
            ),
            "too_many",
        )


def seat(booking: Booking, slot: Slot, at: datetime) -> Booking:
    """Save the booking on a free seat; when the database says the seat is gone, try the next."""
    for _try in range(slot.seats + 5):
        rows = Booking.objects.exclude(status=Booking.Status.CANCELLED).exclude(pk=booking.pk)
        gone = set(
            rows.filter(official=booking.official, starts_at=slot.starts_at).values_list(
                "seat", flat=True
            )
        )
        booking.seat = next((n for n in range(1, slot.seats + 1) if n not in gone), 0)
        if not booking.seat:
            break
        booking.number = booking.number or _new_number(booking)
        try:
            with transaction.atomic():
                booking.save()
            return booking
        except IntegrityError:
            if booking.pk is None:
                booking.number = ""
    raise _taken(booking.official, slot.starts_at, at)


def _taken(official: Official, starts_at: datetime, at: datetime) -> BookingRefused:
    return BookingRefused(
        _("This time has just been taken. Choose another one."),
        "taken",
        nearest_free_slots(official, starts_at, at),
    )


def _new_number(booking: Booking) -> str:
    """A number to say over the phone: the office's letters and six digits that nobody can guess."""
    while True:
        number = f"{booking.office.code}-{get_random_string(6, '0123456789')}"
        if not Booking.objects.filter(number=number).exists():
            return number
