"""The public term calculator: the due date and the days that do not count."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from appeals import deadlines, legal_terms
from appeals.forms import CalculatorForm
from core import page_cache
from services.models import Office


def calculate_term(
    registered: datetime, days: int, office: Office | None
) -> tuple[date, date, list]:
    """Return the day counted from, the last day, and the skipped days with their reasons."""
    calendar = deadlines.office_calendar(office)
    closes = deadlines.closing_time(office, registered, calendar)
    start = deadlines.registration_day(registered, calendar, closes)
    due = calendar.add_workdays(start, days)
    return start, due, calendar.skipped(start, due)


def calculator(request: HttpRequest) -> HttpResponse:
    """Show the form; it is sent by GET, so that the address of a result can be shared."""
    page_cache.never_keep()  # the form is filled in with this minute
    now = timezone.localtime().replace(second=0, microsecond=0, tzinfo=None)
    is_submitted = "registered" in request.GET
    form = CalculatorForm(
        request.GET if is_submitted else None, initial={"registered": now, "days": 15}
    )
    context = {"form": form, "terms": legal_terms.terms_in_force(on=timezone.localdate())}
    if is_submitted and form.is_valid():
        start, due, skipped = calculate_term(**form.cleaned_data)
        context |= {"start": start, "due": due, "skipped": skipped}
    return render(request, "appeals/terms.html", context)
