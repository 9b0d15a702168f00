"""What the citizen is told about a booking: by e-mail when there is an address, else by text."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import outbox
from core.models import Notice
from core.phones import accepts_sms, format_phone
from services.models.booking import Booking


def booked(booking: Booking, at: datetime) -> None:
    """The time, the place and the number. Never the secret: it was shown once."""
    with translation.override(booking.language):
        _send(
            booking,
            at,
            "booked",
            _("You are booked for a reception: %(number)s") % {"number": booking.number},
            _("You are booked for a reception."),
        )


def moved(booking: Booking, at: datetime) -> None:
    with translation.override(booking.language):
        _send(
            booking,
            at,
            f"moved:{at.isoformat()}",
            _("Your reception is moved: %(number)s") % {"number": booking.number},
            _("Your reception is moved to another time."),
        )


def cancelled(booking: Booking, at: datetime, *, by_office: bool) -> None:
    """Tell of the cancelling; by the office: with the reason and an offer to book again."""
    with translation.override(booking.language):
        opening = _("Your booking is cancelled.")
        if by_office:
            opening = _("We had to cancel your reception. We are sorry.")
        if booking.cancel_reason:
            opening += "\n" + _("Reason: %(reason)s") % {"reason": booking.cancel_reason}
        _send(
            booking,
            at,
            "cancelled",
            _("Your reception is cancelled: %(number)s") % {"number": booking.number},
            opening,
            again=by_office,
        )


def when(booking: Booking) -> str:
    """Day and hour in words, in the active language."""
    local = timezone.localtime(booking.starts_at)
    return f"{date_format(local, 'DATE_FORMAT')}, {date_format(local, 'l')}, {local:%H:%M}"


def _send(booking, at, what: str, subject: str, opening: str, again: bool = False) -> None:
    to, channel = booking.email, Notice.Channel.EMAIL
    if not to and accepts_sms(booking.phone):
        to, channel = booking.phone, Notice.Channel.SMS
    if not to:
        return
    outbox.enqueue(
        to=to,
        channel=channel,
        language=booking.language,
        subject=subject,
        body=_body(booking, opening, again),
        about=booking.number,
        key=f"booking:{booking.number}:{what}",
        at=at,
    )


def _body(booking: Booking, opening: str, again: bool) -> str:
    lines = [
        opening,
        "",
        when(booking),
        ", ".join(filter(None, [booking.official.name, booking.official.post])),
        ", ".join(filter(None, [booking.office.title, booking.office.address])),
        _("Ticket number: %(number)s") % {"number": booking.number},
        "",
    ]
    if again:
        lines.append(_("Choose another time: %(url)s") % {"url": _address("services:offices")})
    elif booking.status == Booking.Status.BOOKED:
        url = _address("services:ticket")
        lines.append(_("To move or cancel it, open your ticket: %(url)s") % {"url": url})
    if booking.office.phone:
        lines.append(_("Questions: %(phone)s") % {"phone": format_phone(booking.office.phone)})
    return "\n".join(lines)


def _address(name: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse(name)
