"""The public pages of offices: the list, the schedule of all offices, the page of one."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from services.forms import OfficeFilter
from services.models import Office, OfficeIndexPage, OfficePage
from services.offices.office_page import WEEK_DAYS, network_week_days
from services.schedule.slots import HORIZON_DAYS

LAST_WEEK = HORIZON_DAYS // 7


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show all offices as a tree; with ?q= also those that serve a settlement."""
    pages = OfficeIndexPage.objects.live().public()
    page = pages.filter(locale__language_code=get_language()).first()
    return render(request, "services/office_index_page.html", {"page": page})


@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    """Show who receives when in all offices or in ?office=, this week or ?week= weeks later."""
    form = OfficeFilter(request.GET)
    slug = form.cleaned_data["office"] if form.is_valid() else ""
    office = Office.objects.filter(slug=slug, active=True).first() if slug else None
    today = timezone.localdate()
    week = _parse_week(request.GET.get("week", ""))
    first = today + timedelta(weeks=week)
    context = {
        "form": form,
        "office": office,
        "days": network_week_days(office, first),
        "first": first,
        "last": first + timedelta(days=WEEK_DAYS - 1),
        "week": week,
        "next": week + 1 if week < LAST_WEEK else None,
    }
    return render(request, "services/schedule.html", context)


def _parse_week(text: str) -> int:
    return min(int(text), LAST_WEEK) if text.isascii() and text.isdigit() and len(text) < 3 else 0


@require_safe
def office(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one office: its facts and the prose that editors keep in the reader's language."""
    row = get_object_or_404(Office.objects.prefetch_related("hours"), slug=slug, active=True)
    pages = OfficePage.objects.live().public().filter(locale__language_code=get_language())
    page = pages.filter(office=row).first()
    return render(request, "services/office_page.html", {"page": page, "office": row})
