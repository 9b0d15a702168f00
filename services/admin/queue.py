"""The visitors of an office on one day: check in, mark missed, cancel, find a ticket."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import outbox
from core.i18n.dates import parse_iso_date
from core.plain_text import normalize_line
from core.reading_record.writing import log_list_view
from services.booking import lifecycle
from services.booking.rules import normalize_number
from services.models import Booking, Office
from services.office_access import accessible_offices
from services.schedule.slots import bookings_outside_hours, day_bounds, receptions

CHANGE_BOOKING = "services.change_booking"
ACTIONS = {"check-in": lifecycle.check_in, "missed": lifecycle.mark_missed}


def can_handle_visitors(user) -> bool:
    """Return whether `user` handles the visitors of some office."""
    return user.has_perm(CHANGE_BOOKING) and accessible_offices(user).exists()


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Redirect to the queue of the user's first office."""
    office = accessible_queues(request).first()
    if office is None:
        raise PermissionDenied
    return redirect("services_admin:queue", slug=office.slug)


@require_safe
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the bookings of a day by time; ?day= chooses the day, ?number= finds a ticket."""
    office = get_object_or_404(accessible_queues(request), slug=slug)
    at = timezone.now()
    today = timezone.localdate(at)
    # A scanner types the whole URL of the ticket: the number is in its fragment.
    typed = request.GET.get("number", "").rsplit("#", 1)[-1].split(".", 1)[0]
    match = _find_by_number(office, normalize_number(typed))
    day = timezone.localdate(match.starts_at) if match else parse_day(request.GET.get("day"), today)
    rows = list(bookings_of_day(office, day))
    log_list_view(request.user, "services.list", rows)
    outside_hours = {row.pk for row in bookings_outside_hours(office.officials.all(), at)}
    context = {
        "office": office,
        "offices": accessible_queues(request),
        "day": day,
        "today": today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "rows": rows,
        "outside_hours": outside_hours,
        "undelivered": set(
            outbox.given_up([row.number for row in rows]).values_list("about", flat=True)
        ),
        "match": match,
        "number": typed,
        "not_found": bool(typed) and match is None,
        "waiting": sum(row.status == Booking.Status.BOOKED for row in rows),
        "came": sum(row.status == Booking.Status.ARRIVED for row in rows),
        "missed": sum(row.status == Booking.Status.MISSED for row in rows),
        "receptions": receptions(office, day, day, include_closed=True),
        "can_mark": day == today,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Visitors")},
        ],
    }
    return render(request, "services/admin/queue.html", context)


@require_POST
def update_booking(request: HttpRequest, slug: str, pk: int, action: str) -> HttpResponse:
    """Check a visitor in, mark one missed, or cancel a booking with a reason."""
    office = get_object_or_404(accessible_queues(request), slug=slug)
    booking = get_object_or_404(Booking, pk=pk, office=office)
    try:
        _apply(booking, action, request)
        messages.success(
            request,
            _("%(number)s: %(status)s") % {"number": booking.number, "status": _status(booking.pk)},
        )
    except lifecycle.BookingRefusedError as error:
        messages.error(request, str(error))
    day = timezone.localdate(booking.starts_at)
    return redirect(f"{reverse('services_admin:queue', args=[slug])}?day={day:%Y-%m-%d}")


def _apply(booking: Booking, action: str, request: HttpRequest) -> None:
    at = timezone.now()
    if action in ACTIONS:
        ACTIONS[action](booking, by=request.user, at=at)
    elif action == "cancel":
        reason = normalize_line(request.POST.get("reason", ""))
        if not reason:
            raise lifecycle.BookingRefusedError(_("Write why: the visitor will read it."), "state")
        lifecycle.cancel(booking, reason=reason, by=request.user, at=at)
    else:
        raise Http404


def _status(pk: int) -> str:
    return Booking.objects.get(pk=pk).get_status_display()


def accessible_queues(request: HttpRequest) -> QuerySet[Office]:
    """Return the offices whose visitors the user handles. PermissionDenied: he or she has none."""
    if not request.user.has_perm(CHANGE_BOOKING):
        raise PermissionDenied
    return accessible_offices(request.user)


def bookings_of_day(office: Office, day: date) -> QuerySet[Booking]:
    """Return the bookings of the office on `day`, cancelled ones too, in order of time."""
    since, until = day_bounds(day, day)
    return (
        Booking.objects.filter(office=office, starts_at__gte=since, starts_at__lt=until)
        .select_related("official")
        .order_by("starts_at", "official__name_kk", "seat")
    )


def _find_by_number(office: Office, number: str) -> Booking | None:
    return Booking.objects.filter(office=office, number=number).first() if number else None


def parse_day(text: str | None, today: date) -> date:
    """Return the day of ?day=, today for what is no day."""
    day = parse_iso_date(text or "") or today
    # The first and last day of the calendar have no neighbour to link.
    return day if abs(day.year - today.year) < 100 else today
