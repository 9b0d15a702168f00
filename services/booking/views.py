"""The ticket: open it with number and secret, print it, move it, cancel it."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.unlock import TooManyAttemptsError
from services.booking import lifecycle as verbs
from services.booking import tickets
from services.forms import CancelForm, TicketForm
from services.models import Booking
from services.schedule.slots import HORIZON_DAYS, free_slots, group_slots_by_day


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: HttpRequest) -> HttpResponse:
    """The open ticket; or the form that opens one."""
    at = timezone.now()
    if request.method == "POST":
        return _open(request, at)
    booking = tickets.OPEN_TICKET.current(request, at)
    if booking is None:
        return render(request, "services/ticket_form.html", {"form": TicketForm()})
    return _show(request, booking, at)


def _open(request: HttpRequest, at: datetime) -> HttpResponse:
    form = TicketForm(request.POST)
    try:
        booking = tickets.OPEN_TICKET.attempt(
            request, lambda: form.booking if form.is_valid() else None, at
        )
    except TooManyAttemptsError:
        form.is_valid()
        form.errors.clear()
        form.add_error(None, _("Too many tries. Wait ten minutes or call the office."))
        return render(request, "services/ticket_form.html", {"form": form}, status=429)
    if booking is None:
        return render(request, "services/ticket_form.html", {"form": form})
    return redirect("services:ticket")


def _show(request: HttpRequest, booking: Booking, at: datetime) -> HttpResponse:
    open_still = booking.status == Booking.Status.BOOKED and booking.starts_at > at
    context = {
        "booking": booking,
        "rows": tickets.rows(booking),
        "steps": [{"text": text} for text in tickets.steps()],
        "qr": tickets.picture(booking),
        "open_still": open_still,
        "cancel_form": CancelForm(),
    }
    return render(request, "services/ticket.html", context)


@never_cache
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Put the ticket away, for the next person at this computer."""
    tickets.OPEN_TICKET.forget(request)
    messages.info(request, _("The ticket is closed on this device."))
    return redirect("services:ticket")


@never_cache
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    """The citizen gives the time back."""
    at = timezone.now()
    booking = tickets.OPEN_TICKET.current(request, at)
    form = CancelForm(request.POST)
    if booking is not None and form.is_valid():
        try:
            verbs.cancel(booking, reason=form.cleaned_data["reason"], at=at)
            messages.success(request, _("Your booking is cancelled. The time is free again."))
        except verbs.BookingRefused as refused:
            messages.error(request, str(refused))
    return redirect("services:ticket")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest) -> HttpResponse:
    """Another time with the same official."""
    at = timezone.now()
    booking = tickets.OPEN_TICKET.current(request, at)
    if booking is None:
        return redirect("services:ticket")
    error = ""
    if request.method == "POST":
        chosen = _moment(request.POST.get("time", ""))
        if chosen is None:
            error = _("Choose a time.")
        else:
            try:
                verbs.move(booking, chosen, at=at)
                messages.success(request, _("Your reception is moved."))
                return redirect("services:ticket")
            except verbs.BookingRefused as refused:
                error = str(refused)
                booking.refresh_from_db()
    today = timezone.localdate(at)
    free = free_slots(None, booking.official, today, today + timedelta(days=HORIZON_DAYS), at)
    context = {"booking": booking, "days": group_slots_by_day(free), "error": error}
    return render(request, "services/ticket_move.html", context)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


@never_cache
@require_safe
def ticket_pdf(request: HttpRequest) -> HttpResponse:
    """The open ticket on paper."""
    booking = tickets.OPEN_TICKET.current(request, timezone.now())
    if booking is None:
        return redirect("services:ticket")
    return _file(tickets.document(booking), "application/pdf", f"{booking.number}.pdf")


@never_cache
@require_safe
def ticket_ics(request: HttpRequest) -> HttpResponse:
    """The open ticket for the phone's calendar."""
    booking = tickets.OPEN_TICKET.current(request, timezone.now())
    if booking is None:
        return redirect("services:ticket")
    kind = "text/calendar; charset=utf-8"
    return _file(tickets.calendar(booking), kind, f"{booking.number}.ics")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        headers={"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'},
    )
