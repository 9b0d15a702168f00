"""Today's visitors of an office, for the people at the desk."""

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.i18n.dates import parse_iso_date
from services.booking import lifecycle as verbs
from services.models import Booking, Office
from services.office_access import accessible_offices
from services.schedule.slots import bookings_outside_hours, receptions

HANDLE = "services.change_booking"
VERBS = {"check-in": verbs.check_in, "missed": verbs.mark_missed}


def may_handle(user) -> bool:
    """Whether `user` works with visitors at all."""
    return user.has_perm(HANDLE) and accessible_offices(user).exists()


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """To the queue of the person's first office."""
    office = _offices(request).first()
    if office is None:
        raise PermissionDenied
    return redirect("services_admin:queue", slug=office.slug)


@require_safe
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """The bookings of one day, by time; ?day= turns the page, ?number= finds a ticket."""
    office = get_object_or_404(_offices(request), slug=slug)
    at = timezone.now()
    today = timezone.localdate(at)
    number = request.GET.get("number", "").strip().upper()
    found = _by_number(office, number)
    day = timezone.localdate(found.starts_at) if found else _day(request.GET.get("day"), today)
    rows = list(_rows(office, day))
    lost = {each.pk for each in bookings_outside_hours(office.officials.all(), at)}
    context = {
        "office": office,
        "offices": _offices(request),
        "day": day,
        "today": today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "rows": rows,
        "lost": lost,
        "found": found,
        "number": number,
        "unknown": bool(number) and found is None,
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
def act(request: HttpRequest, slug: str, pk: int, verb: str) -> HttpResponse:
    """Check in, mark missed, or cancel with a reason."""
    office = get_object_or_404(_offices(request), slug=slug)
    booking = get_object_or_404(Booking, pk=pk, office=office)
    try:
        _do(booking, verb, request)
        messages.success(
            request,
            _("%(number)s: %(status)s") % {"number": booking.number, "status": _status(booking.pk)},
        )
    except verbs.BookingRefusedError as refused:
        messages.error(request, str(refused))
    day = timezone.localdate(booking.starts_at)
    return redirect(f"{reverse('services_admin:queue', args=[slug])}?day={day:%Y-%m-%d}")


def _do(booking: Booking, verb: str, request: HttpRequest) -> None:
    at = timezone.now()
    if verb in VERBS:
        VERBS[verb](booking, by=request.user, at=at)
    elif verb == "cancel":
        reason = request.POST.get("reason", "").strip()
        if not reason:
            raise verbs.BookingRefusedError(_("Write why: the visitor will read it."), "state")
        verbs.cancel(booking, reason=reason, by=request.user, at=at)
    else:
        raise Http404


def _status(pk: int) -> str:
    return Booking.objects.get(pk=pk).get_status_display()


def _offices(request: HttpRequest) -> QuerySet[Office]:
    if not request.user.has_perm(HANDLE):
        raise PermissionDenied
    return accessible_offices(request.user)


def _rows(office: Office, day: date) -> QuerySet[Booking]:
    zone = timezone.get_default_timezone()
    since = datetime.combine(day, time.min, zone)
    return (
        Booking.objects.filter(
            office=office, starts_at__gte=since, starts_at__lt=since + timedelta(days=1)
        )
        .select_related("official")
        .order_by("starts_at", "official__name_kk", "seat")
    )


def _by_number(office: Office, number: str) -> Booking | None:
    # A scanner reads the ticket's whole address: the number stands behind #.
    plain = number.rsplit("#", 1)[-1].split(".", 1)[0]
    return Booking.objects.filter(office=office, number=plain).first() if plain else None


def _day(text: str | None, today: date) -> date:
    day = parse_iso_date(text or "") or today
    # The first and last day of the calendar have no neighbour to link.
    return day if abs(day.year - today.year) < 100 else today
