"""Notices to the visitor about a booking: by e-mail, or by SMS when there is no address."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core import outbox
from core.models import Notice
from core.phones import accepts_sms, format_phone
from services.models.booking import Booking

SMS_LENGTH = 201  # three parts of 67 Cyrillic letters


def notify_booked(booking: Booking, at: datetime) -> None:
    """Send time, place and number. Never the secret: it is shown once, on the screen."""
    with translation.override(booking.language):
        _send(
            booking,
            at,
            "booked",
            _("You are booked for a reception: %(number)s") % {"number": booking.number},
            _("You are booked for a reception."),
        )


def notify_moved(booking: Booking, at: datetime) -> None:
    """Send the new time."""
    with translation.override(booking.language):
        _send(
            booking,
            at,
            f"moved:{at.isoformat()}",
            _("Your reception is moved: %(number)s") % {"number": booking.number},
            _("Your reception is moved to another time."),
        )


def notify_cancelled(booking: Booking, at: datetime, *, by_office: bool) -> None:
    """Send the cancellation; one by the office apologises and offers to book again."""
    with translation.override(booking.language):
        intro = _("Your booking is cancelled.")
        if by_office:
            intro = _("We had to cancel your reception. We are sorry.")
        if booking.cancel_reason:
            intro += "\n" + _("Reason: %(reason)s") % {"reason": booking.cancel_reason}
        _send(
            booking,
            at,
            "cancelled",
            _("Your reception is cancelled: %(number)s") % {"number": booking.number},
            intro,
            rebook=by_office,
        )


def format_booking_time(booking: Booking) -> str:
    """Return date, weekday and hour of the booking in the active language."""
    local = timezone.localtime(booking.starts_at)
    return f"{date_format(local, 'DATE_FORMAT')}, {date_format(local, 'l')}, {local:%H:%M}"


def _send(
    booking: Booking, at: datetime, event: str, subject: str, intro: str, rebook: bool = False
) -> None:
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
        body=_sms(booking, intro)
        if channel == Notice.Channel.SMS
        else _body(booking, intro, rebook),
        about=booking.number,
        key=f"booking:{booking.number}:{event}",
        at=at,
    )


def _sms(booking: Booking, intro: str) -> str:
    """Return the notice in SMS_LENGTH letters: what does not fit is read on the ticket.

    A long reason ends in "…"; where to come is told only to who is still expected.
    """
    sentence, _break, reason = intro.partition("\n")
    when = f"{timezone.localtime(booking.starts_at):%d.%m.%Y %H:%M}"
    places = [booking.office.address]
    if booking.by_video:
        places = [_("By video call"), booking.office.video_connection]
    if booking.status != Booking.Status.BOOKED:
        places = []
    number = _("Ticket number: %(number)s") % {"number": booking.number}
    text = f"{sentence} {when}. {number}"
    if reason:
        text += f". {Truncator(reason).chars(SMS_LENGTH - len(text) - 2)}"
    for more in (*places, booking.official.name, format_phone(booking.office.phone)):
        if more and len(text) + len(more) + 2 <= SMS_LENGTH:
            text += f". {more}"
    return text


def _body(booking: Booking, intro: str, rebook: bool) -> str:
    lines = [
        intro,
        "",
        format_booking_time(booking),
        booking.official.name_and_post,
        booking.office.title if booking.by_video else booking.office.title_and_address,
        *(_connection(booking) if booking.by_video else []),
        _("Ticket number: %(number)s") % {"number": booking.number},
        "",
    ]
    if rebook:
        lines.append(_("Choose another time: %(url)s") % {"url": _absolute_url("services:offices")})
    elif booking.status == Booking.Status.BOOKED:
        url = _absolute_url("services:ticket")
        lines.append(_("To move or cancel it, open your ticket: %(url)s") % {"url": url})
    if booking.office.phone:
        lines.append(_("Questions: %(phone)s") % {"phone": format_phone(booking.office.phone)})
    return "\n".join(lines)


def _connection(booking: Booking) -> list[str]:
    how = booking.office.video_connection
    return [
        _("By video call. How to connect: %(how)s") % {"how": how} if how else _("By video call")
    ]


def _absolute_url(name: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse(name)
