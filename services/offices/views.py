"""The reception offices: the tree, who receives in all of them, and the page of one."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from services.forms import OfficeFilter
from services.models import Office, OfficeIndexPage, OfficePage
from services.offices.office_page import network
from services.schedule.slots import HORIZON_DAYS

LAST_WEEK = HORIZON_DAYS // 7


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All offices as a tree, or those that serve the settlement asked for."""
    page = (
        OfficeIndexPage.objects.live().public().filter(locale__language_code=get_language()).first()
    )
    return render(request, "services/office_index_page.html", {"page": page})


@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    """Who receives when, in all offices or in ?office=, in this week or ?week= weeks later."""
    form = OfficeFilter(request.GET)
    chosen = form.cleaned_data["office"] if form.is_valid() else None
    today = timezone.localdate()
    week = _week(request.GET.get("week", ""))
    offices = [chosen] if chosen else Office.objects.filter(active=True)
    context = {
        "form": form,
        "office": chosen,
        "days": network(offices, today + timedelta(weeks=week), today),
        "week": week,
        "next": week + 1 if week < LAST_WEEK else None,
    }
    return render(request, "services/schedule.html", context)


def _week(text: str) -> int:
    return min(int(text), LAST_WEEK) if text.isascii() and text.isdigit() and len(text) < 3 else 0


@require_safe
def office(request: HttpRequest, slug: str) -> HttpResponse:
    """One office: its facts, and the prose that editors keep in the reader's language."""
    found = get_object_or_404(Office, slug=slug, active=True)
    prose = OfficePage.objects.live().public().filter(locale__language_code=get_language())
    page = prose.filter(office=found).first()
    return render(request, "services/office_page.html", {"page": page, "office": found})
