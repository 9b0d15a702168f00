"""The public term calculator: until when, and which days do not count."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from appeals import deadlines, legal_terms
from appeals.forms import TermForm
from core.workdays.source import working_calendar
from services.models import Office


def calculate_term(
    registered: datetime, days: int, office: Office | None
) -> tuple[date, date, list]:
    """The day that counts, the last day of the term, and the skipped days with their reasons."""
    calendar = working_calendar()
    closes = deadlines.closing_time_of(office, registered, calendar)
    start = deadlines.registration_day(registered, calendar, closes)
    due = calendar.add_workdays(start, days)
    return start, due, calendar.skipped(start, due)


def calculator(request: HttpRequest) -> HttpResponse:
    """A form by GET; its result has an address that one can send to somebody."""
    now = timezone.localtime().replace(second=0, microsecond=0, tzinfo=None)
    asked = "registered" in request.GET
    form = TermForm(request.GET if asked else None, initial={"registered": now, "days": 15})
    context = {"form": form, "terms": legal_terms.terms_in_force(on=timezone.localdate())}
    if asked and form.is_valid():
        office = Office.objects.filter(slug=request.GET.get("office", "")).first()
        start, due, skipped = calculate_term(
            form.cleaned_data["registered"], form.cleaned_data["days"], office
        )
        context |= {"start": start, "due": due, "skipped": skipped}
    return render(request, "appeals/terms.html", context)
