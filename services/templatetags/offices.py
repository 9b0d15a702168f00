"""Tags that give a template an office's contents: the same on the site and in a preview."""

from datetime import time

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from core import page_cache
from services.forms import OfficeSearch
from services.models import Office
from services.offices.office_list import each_node, list_offices, search_offices
from services.offices.office_page import OfficePageContent, office_page_content
from services.schedule.slots import Occupancy

register = template.Library()


@register.filter
def as_of(occupancy: Occupancy) -> str:
    """Return «28 қараша, 10:15»: the day and since when the numbers hold, if not all day."""
    since = timezone.localtime(occupancy.window.since)
    day = date_format(since, "MONTH_DAY_FORMAT")
    return f"{day}, {since:%H:%M}" if since.time() > time.min else day


@register.simple_tag(takes_context=True)
def get_office_content(context, office: Office) -> OfficePageContent:
    """Return what the page of `office` shows now; ?month=YYYY-MM chooses the month's grid."""
    request: HttpRequest | None = context.get("request")
    month = request.GET.get("month", "") if request else ""
    content = office_page_content(office, timezone.now(), month)
    page_cache.valid_until(content.until)
    return content


@register.simple_tag(takes_context=True)
def get_office_list(context) -> dict:
    """Return {"form", "q", "matches", "tree"}: all offices, and those that match ?q=."""
    request: HttpRequest | None = context.get("request")
    form = OfficeSearch(request.GET if request and request.GET else None)
    query = form.cleaned_data["q"][:80] if form.is_bound and form.is_valid() else ""
    at = timezone.now()
    tree = list_offices(at)
    for node in each_node(tree):
        page_cache.valid_until(node.occupancy.window.until)
    return {
        "form": form,
        "q": query,
        "matches": search_offices(query, at) if query else [],
        "tree": tree,
    }
