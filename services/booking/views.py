"""The ticket pages: open with number and secret, print, move, cancel."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.unlock import TooManyAttemptsError
from services.booking import lifecycle, tickets
from services.forms import CancelForm, TicketForm
from services.models import Booking
from services.schedule.slots import group_slots_by_day, times_to_move_to


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: HttpRequest) -> HttpResponse:
    """Show the open ticket, or the form that opens one."""
    at = timezone.now()
    if request.method == "POST":
        return _open_ticket(request, at)
    booking = tickets.OPEN_TICKET.current(request, at)
    if booking is None:
        return render(request, "services/ticket_form.html", {"form": TicketForm()})
    return _render_ticket(request, booking, at)


def _open_ticket(request: HttpRequest, at: datetime) -> HttpResponse:
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


def _render_ticket(
    request: HttpRequest, booking: Booking, at: datetime, cancel_form: CancelForm | None = None
) -> HttpResponse:
    can_change = booking.status == Booking.Status.BOOKED and booking.starts_at > at
    context = {
        "booking": booking,
        "rows": tickets.ticket_facts(booking),
        "steps": [{"text": text} for text in tickets.visit_steps(booking)],
        "qr": tickets.render_ticket_qr(booking),
        "can_change": can_change,
        "cancel_form": cancel_form or CancelForm(),
    }
    return render(request, "services/ticket.html", context)


@never_cache
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the ticket on this device, for the next person who uses it."""
    tickets.OPEN_TICKET.forget(request)
    messages.info(request, _("The ticket is closed on this device."))
    return redirect("services:ticket")


@never_cache
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    """Cancel the booking on behalf of the citizen."""
    at = timezone.now()
    booking = tickets.OPEN_TICKET.current(request, at)
    form = CancelForm(request.POST)
    if booking is not None and not form.is_valid():
        return _render_ticket(request, booking, at, form)
    if booking is not None:
        try:
            lifecycle.cancel(booking, reason=form.cleaned_data["reason"], at=at)
            messages.success(request, _("Your booking is cancelled. The time is free again."))
        except lifecycle.BookingRefusedError as error:
            messages.error(request, str(error))
    return redirect("services:ticket")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest) -> HttpResponse:
    """Offer other times of the same official and move the booking to the chosen one."""
    at = timezone.now()
    booking = tickets.OPEN_TICKET.current(request, at)
    if booking is None:
        return redirect("services:ticket")
    message = ""
    if request.method == "POST":
        starts_at = _parse_datetime(request.POST.get("time", ""))
        if starts_at is None:
            message = _("Choose a time.")
        else:
            try:
                lifecycle.move(booking, starts_at, at=at)
                messages.success(request, _("Your reception is moved."))
                return redirect("services:ticket")
            except lifecycle.BookingRefusedError as error:
                message = str(error)
                booking.refresh_from_db()
    days = group_slots_by_day(times_to_move_to(booking, at))
    context = {"booking": booking, "days": days, "error": message}
    return render(request, "services/ticket_move.html", context)


def _parse_datetime(text: str) -> datetime | None:
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return None
    return value if value.tzinfo else None


@never_cache
@require_safe
def ticket_pdf(request: HttpRequest) -> HttpResponse:
    """Return the open ticket as a PDF to print."""
    booking = tickets.OPEN_TICKET.current(request, timezone.now())
    if booking is None:
        return redirect("services:ticket")
    return _download(tickets.render_ticket_pdf(booking), "application/pdf", f"{booking.number}.pdf")


@never_cache
@require_safe
def ticket_ics(request: HttpRequest) -> HttpResponse:
    """Return the open ticket as an iCalendar file."""
    booking = tickets.OPEN_TICKET.current(request, timezone.now())
    if booking is None:
        return redirect("services:ticket")
    content_type = "text/calendar; charset=utf-8"
    return _download(tickets.render_ticket_calendar(booking), content_type, f"{booking.number}.ics")


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        headers={
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )
