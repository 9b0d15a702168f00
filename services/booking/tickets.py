"""The ticket of a booking: its facts, QR code, PDF and calendar entry.

The secret is shown once, with the booking. After number and secret are typed, the browser's session
keeps the ticket open for half an hour: URLs carry neither.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import pdf, qr
from core.ical import Event, render_calendar
from core.phones import format_phone
from core.unlock import AttemptLimit, SessionUnlock
from services.booking.notifications import format_booking_time
from services.models.booking import Booking

OPEN_TICKET: SessionUnlock[Booking] = SessionUnlock(
    "services.opened_ticket",
    Booking.objects.select_related("office", "official"),
    AttemptLimit("ticket", attempts=20, seconds=600),
)


def ticket_url(booking: Booking, secret: str = "") -> str:
    """Return the URL in the QR code, with the number (and the secret) in its fragment.

    A browser never sends the fragment and a server never logs it.
    """
    with translation.override(booking.language):
        path = reverse("services:ticket")
    fragment = f"{booking.number}.{secret}" if secret else booking.number
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}#{fragment}"


def render_ticket_qr(booking: Booking, secret: str = "") -> str:
    """Return the QR code of the ticket as SVG."""
    return qr.render_svg(ticket_url(booking, secret))


def ticket_facts(booking: Booking) -> list[dict]:
    """Return the filled rows of the ticket, {"key", "value"}, in the active language."""
    facts = [
        (_("When"), format_booking_time(booking)),
        (_("Who receives"), booking.official.name_and_post),
        *(_video_facts(booking) if booking.by_video else _place_facts(booking)),
        (_("What about"), booking.subject),
        (_("Help needed at the visit"), booking.needs_help),
        (_("Office phone"), format_phone(booking.office.phone)),
    ]
    return [{"key": key, "value": value} for key, value in facts if value]


def _place_facts(booking: Booking) -> list[tuple[str, str]]:
    return [
        (_("Where"), booking.office.title_and_address),
        (_("Room"), find_room(booking)),
        (_("How"), _("In person")),
    ]


def _video_facts(booking: Booking) -> list[tuple[str, str]]:
    """Return how to connect; neither the address nor the room, where nobody waits."""
    return [
        (_("Reception office"), booking.office.title),
        (_("How"), _("By video call")),
        (_("How to connect"), booking.office.video_connection),
    ]


def find_room(booking: Booking) -> str:
    """Return the room of the reception hours that the booked time falls into, or ""."""
    local = timezone.localtime(booking.starts_at)
    rows = booking.official.hours.filter(
        weekday=local.isoweekday(),
        starts__lte=local.time(),
        ends__gt=local.time(),
        valid_from__lte=local.date(),
    )
    hours = rows.exclude(valid_until__lt=local.date()).exclude(room="").first()
    return hours.room if hours else ""


def render_ticket_pdf(booking: Booking, secret: str = "") -> bytes:
    """Return the ticket as a PDF in the active language."""
    title = _("Ticket %(number)s") % {"number": booking.number}
    data = {
        "title": _("Reception ticket"),
        "label": _("Ticket number"),
        "number": booking.number,
        "secret_label": _("Secret code") if secret else "",
        "secret": secret,
        "cancelled": _("Cancelled") if booking.status == Booking.Status.CANCELLED else "",
        "facts": [[fact["key"], fact["value"]] for fact in ticket_facts(booking)],
        "steps": visit_steps(booking),
        "qr": qr.render_svg(ticket_url(booking, secret), standalone=True),
        "qr_alt": _("QR code of the ticket"),
    }
    return pdf.render("services/ticket.typ", data, language=translation.get_language(), title=title)


def visit_steps(booking: Booking) -> list[str]:
    """Return what to do on the day of the reception."""
    if booking.by_video:
        return [
            _("Be at your phone or computer ten minutes earlier, with an identity document."),
            _("If there is no connection, call the office and tell the number of the ticket."),
            _("If you cannot take part, cancel the booking: the time will help somebody else."),
        ]
    return [
        _("Come ten minutes earlier, with an identity document."),
        _("Tell the number of the ticket at the desk or show its QR code."),
        _("If you cannot come, cancel the booking: the time will help somebody else."),
    ]


def render_ticket_calendar(booking: Booking) -> bytes:
    """Return the booking as an iCalendar file, without any personal data of the visitor."""
    event = Event(
        uid=f"booking-{booking.pk}@qabyldau",
        starts=timezone.localtime(booking.starts_at),
        ends=timezone.localtime(booking.ends_at),
        title=_("Reception: %(official)s") % {"official": booking.official.name},
        place=_("By video call") if booking.by_video else booking.office.title_and_address,
        description="\n".join(
            filter(
                None,
                [
                    _("Ticket number: %(number)s") % {"number": booking.number},
                    booking.office.video_connection if booking.by_video else "",
                ],
            )
        ),
        cancelled=booking.status == Booking.Status.CANCELLED,
        changed_at=booking.changed_at or booking.created_at,
    )
    return render_calendar(_("Reception"), [event])
