"""The ticket of a booking: who may see it, its QR, its PDF and its calendar entry.

The secret is told once, with the booking. After number and secret are typed, the browser's session
remembers which ticket is open for half an hour: addresses carry neither.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import pdf, qr
from core.ical import Event, render_calendar
from core.phones import format_phone
from core.unlock import AttemptLimit, SessionUnlock
from services.booking.notifications import when
from services.models.booking import Booking

OPEN_TICKET: SessionUnlock[Booking] = SessionUnlock(
    "services.opened_ticket",
    Booking.objects.select_related("office", "official"),
    AttemptLimit("ticket", attempts=20, seconds=600),
)


def link(booking: Booking, secret: str = "") -> str:
    """What the QR holds: the ticket's address; the number (and secret) stand behind #, which a
    browser never sends and a server never logs."""
    with translation.override(booking.language):
        path = reverse("services:ticket")
    mark = f"{booking.number}.{secret}" if secret else booking.number
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}#{mark}"


def picture(booking: Booking, secret: str = "") -> str:
    """The ticket's QR as SVG."""
    return qr.render_svg(link(booking, secret))


def rows(booking: Booking) -> list[dict]:
    """What the ticket says, as key and value, in the active language."""
    found = [
        (_("When"), when(booking)),
        (
            _("Who receives"),
            ", ".join(filter(None, [booking.official.name, booking.official.post])),
        ),
        (_("Where"), ", ".join(filter(None, [booking.office.title, booking.office.address]))),
        (_("Room"), room(booking)),
        (_("How"), _("By video call") if booking.by_video else _("In person")),
        (_("What about"), booking.subject),
        (_("Help needed at the visit"), booking.needs_help),
        (_("Office phone"), format_phone(booking.office.phone)),
    ]
    return [{"key": key, "value": value} for key, value in found if value]


def room(booking: Booking) -> str:
    """The room of the rule that the booked time falls under; empty when none says."""
    local = timezone.localtime(booking.starts_at)
    hours = booking.official.hours.filter(
        weekday=local.isoweekday(), starts__lte=local.time(), ends__gt=local.time()
    ).exclude(room="")
    found = hours.first()
    return found.room if found else ""


def document(booking: Booking, secret: str = "") -> bytes:
    """The ticket as a PDF in the active language."""
    title = _("Ticket %(number)s") % {"number": booking.number}
    data = {
        "title": _("Reception ticket"),
        "label": _("Ticket number"),
        "number": booking.number,
        "secret_label": _("Secret code") if secret else "",
        "secret": secret,
        "cancelled": _("Cancelled") if booking.status == Booking.Status.CANCELLED else "",
        "facts": [[each["key"], each["value"]] for each in rows(booking)],
        "steps": steps(),
        "qr": qr.render_svg(link(booking, secret), standalone=True),
        "qr_alt": _("QR code of the ticket"),
    }
    return pdf.render("services/ticket.typ", data, language=translation.get_language(), title=title)


def steps() -> list[str]:
    """What to do on the day."""
    return [
        _("Come ten minutes earlier, with an identity document."),
        _("Tell the number of the ticket at the desk or show its QR code."),
        _("If you cannot come, cancel the booking: the time will help somebody else."),
    ]


def calendar(booking: Booking) -> bytes:
    """The booking as a calendar file: what happens, where and when; nothing about the citizen."""
    event = Event(
        uid=f"booking-{booking.pk}@qabyldau",
        starts=timezone.localtime(booking.starts_at),
        ends=timezone.localtime(booking.ends_at),
        title=_("Reception: %(official)s") % {"official": booking.official.name},
        place=", ".join(filter(None, [booking.office.title, booking.office.address])),
        description=_("Ticket number: %(number)s") % {"number": booking.number},
        cancelled=booking.status == Booking.Status.CANCELLED,
        changed_at=booking.changed_at or booking.created_at,
    )
    return render_calendar(_("Reception"), [event])
