"""Whether a time can be booked, and booking a seat: the database refuses a second visitor on it."""

import re
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from core.lookalikes import CYRILLIC_TO_LATIN_CAPITALS
from core.plain_text import normalize_line
from core.workdays.source import working_calendar
from services.models.booking import Booking
from services.models.offices import Official
from services.schedule.slots import Slot, find_slot, nearest_free_slots

MIN_DAYS_BETWEEN = 10  # from one phone number to one official
TYPED_FOR = str.maketrans(CYRILLIC_TO_LATIN_CAPITALS)
TICKET_NUMBER = re.compile(r"^([A-Z]{2,6})[^0-9A-Z]*(\d{6})$", re.ASCII)
INTERPRETER_WORKDAYS = 2  # how long before the reception an interpreter is asked for
ACTIVE_STATUSES = (Booking.Status.BOOKED, Booking.Status.ARRIVED)


def is_interpreter_in_time(day: date, today: date) -> bool:
    """Return whether an interpreter of sign language asked for on `today` can be there on `day`."""
    return working_calendar().workdays_between(today, day) >= INTERPRETER_WORKDAYS


NO_VIDEO = _("There is no video call at this time. Choose another time or come in person.")


class BookingRefusedError(Exception):
    """The booking cannot be made or changed; str() is the sentence for the citizen.

    `code` is gone, taken, too_many, no_video, state or late; `alternatives` are the nearest
    free times when there are any.
    """

    def __init__(self, message, code: str, alternatives: list[Slot] | None = None):
        super().__init__(message)
        self.message, self.code, self.alternatives = message, code, alternatives or []

    def __str__(self) -> str:
        return str(self.message)


def require_free_slot(
    official: Official,
    starts_at: datetime,
    at: datetime,
    by_video: bool,
    moved: Booking | None = None,
) -> Slot:
    """Return the slot that begins at `starts_at`; the booking `moved` leaves its own time.

    Raise BookingRefusedError: gone, taken, no_video.
    """
    slot = find_slot(official, starts_at, at, moved)
    if slot is None:
        raise BookingRefusedError(
            _("There is no reception at this time any more. Choose another time."),
            "gone",
            nearest_free_slots(official, starts_at, at),
        )
    if not slot.free:
        raise _taken_error(official, starts_at, at)
    if by_video and not slot.by_video:
        raise BookingRefusedError(
            NO_VIDEO,
            "no_video",
        )
    return slot


def require_rare_visit(
    official: Official, phone: str, starts_at: datetime, exclude: Booking | None = None
) -> None:
    """Allow one reception with an official in ten days per phone number; no phone, no limit.

    Raise BookingRefusedError: too_many.
    """
    if not phone:
        return
    interval = timedelta(days=MIN_DAYS_BETWEEN)
    others = Booking.objects.filter(
        official=official,
        phone=phone,
        status__in=ACTIVE_STATUSES,
        starts_at__gt=starts_at - interval,
        starts_at__lt=starts_at + interval,
    )
    if exclude is not None:
        others = others.exclude(pk=exclude.pk)
    if others.exists():
        raise BookingRefusedError(
            _(
                "This phone number already has a reception with this official within ten days. "
                "Open your ticket to move it to another time."
            ),
            "too_many",
        )


def save_on_free_seat(booking: Booking, slot: Slot, at: datetime) -> Booking:
    """Save the booking on a free seat of `slot`; try the next seat when the database refuses one.

    Raise BookingRefusedError: taken.
    """
    for _attempt in range(slot.seats + 5):
        rows = Booking.objects.exclude(status=Booking.Status.CANCELLED).exclude(pk=booking.pk)
        rows = rows.filter(official=booking.official, starts_at=slot.starts_at)
        taken = set(rows.values_list("seat", flat=True))
        booking.seat = next((n for n in range(1, slot.seats + 1) if n not in taken), 0)
        if not booking.seat:
            break
        booking.number = booking.number or _generate_number(booking)
        try:
            with transaction.atomic():
                booking.save()
            return booking
        except IntegrityError:
            if booking.pk is None:
                booking.number = ""
    raise _taken_error(booking.official, slot.starts_at, at)


def _taken_error(official: Official, starts_at: datetime, at: datetime) -> BookingRefusedError:
    return BookingRefusedError(
        _("This time has just been taken. Choose another one."),
        "taken",
        nearest_free_slots(official, starts_at, at),
    )


def normalize_number(text: str) -> str:
    """Return a typed ticket number as it is stored; "" when it cannot be one.

    Any case, dash, space or alphabet will do.
    """
    typed = normalize_line(text).upper().translate(TYPED_FOR)
    match = TICKET_NUMBER.match(typed)
    return "-".join(match.groups()) if match else ""


def _generate_number(booking: Booking) -> str:
    """Return an unused number to say over the phone: the office's letters and six random digits."""
    while True:
        number = f"{booking.office.code}-{get_random_string(6, '0123456789')}"
        if not Booking.objects.filter(number=number).exists():
            return number
