"""The visitors of a day as a list on paper, for the door and for the one who receives."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import pdf
from core.i18n.dates import format_date_with_weekday
from core.phones import format_phone
from core.reading_record.writing import log_list_view
from services.admin.queue import accessible_queues, bookings_of_day, parse_day
from services.models import Booking, Office


@never_cache
@require_safe
def visitors_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the list as a PDF; the reading record has the visitors on it."""
    office = get_object_or_404(accessible_queues(request), slug=slug)
    day = parse_day(request.GET.get("day"), timezone.localdate())
    rows = list(bookings_of_day(office, day).exclude(status=Booking.Status.CANCELLED))
    log_list_view(request.user, "services.list", rows)
    content = pdf.render(
        "services/visitors.typ",
        list_data(office, day, rows),
        language=(get_language() or "kk")[:2],
        title=_("Visitors"),
    )
    disposition = f'inline; filename="{office.slug}-{day:%Y-%m-%d}.pdf"'
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )


def list_data(office: Office, day: date, rows: list[Booking]) -> dict:
    """Return the data of typst/visitors.typ in the active language."""
    return {
        "title": _("Visitors"),
        "office": office.title,
        "day": format_date_with_weekday(day),
        "header": [
            _("Time"), _("Ticket number"), _("Visitor"), _("Who receives"), _("What about"),
        ],
        "rows": [_row(booking) for booking in rows],
        "empty": _("Nobody is booked on this day."),
    }  # fmt: skip


def _row(booking: Booking) -> list[str]:
    help_needed = _("Help needed at the visit")
    visitor = [
        booking.name,
        format_phone(booking.phone) if booking.phone else "",
        f"{help_needed}: {booking.needs_help}" if booking.needs_help else "",
    ]
    receives = [booking.official.name, _("By video call") if booking.by_video else ""]
    return [
        f"{timezone.localtime(booking.starts_at):%H:%M}",
        booking.number,
        "\n".join(filter(None, visitor)),
        "\n".join(filter(None, receives)),
        booking.subject,
    ]
