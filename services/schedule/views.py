"""The information stand of an office: a page, a sheet to print and a kiosk screen."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from core import page_cache, pdf, qr
from core.ledger.codes import latest_day
from core.moments import next_midnight
from services.models import Office
from services.schedule.stand import build_stand, stand_sides

KIOSK_REFRESH_SECONDS = 60
# `size` is the small print in points; names and hours are twice that, legible at two metres on A3.
PAPERS: dict[str, dict[str, Any]] = {
    "a3": {"paper": "a3", "size": 12},
    "a4": {"paper": "a4", "size": 7.6},
}


def stand(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the stand as a page, in two languages side by side."""
    office = _get_office(slug)
    page_cache.valid_until(next_midnight(timezone.now()))
    address = _office_url(request, slug)
    codes = ("kk", "ru") if get_language() != "en" else ("en", "kk")
    context = {
        "office": office,
        "sides": stand_sides(office, timezone.localdate(), codes),
        "qr": qr.render_svg(address),
        "address": address,
    }
    return render(request, "services/stand.html", context)


def stand_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the stand as a sheet to hang: ?size=a3 (the default) or a4."""
    office = _get_office(slug)
    page_cache.valid_until(next_midnight(timezone.now()))
    size = request.GET.get("size", "a3").lower()
    if size not in PAPERS:
        size = "a3"
    address = _office_url(request, slug)
    data = {
        **PAPERS[size],
        "sides": stand_sides(office, timezone.localdate()),
        "qr": qr.render_svg(address, standalone=True),
        "address": address,
        "ledger": latest_day(),
    }
    title = f"{_('Information stand')}: {office.title}"
    sheet = pdf.render("services/stand.typ", data, language=get_language(), title=title)
    response = HttpResponse(sheet, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="stand-{slug}-{size}.pdf"'
    return response


@cache_control(no_store=True)
def kiosk(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who receives now and next; the Refresh header reloads the page without a script."""
    at = timezone.now()
    office = _get_office(slug)
    stand = build_stand(office, timezone.localdate(at))
    context = {
        "office": office,
        "stand": stand,
        "now": stand.current_reception(at),
        "next": stand.next_reception(at),
        "at": at,
        "qr": qr.render_svg(_office_url(request, slug)),
    }
    response = render(request, "services/kiosk.html", context)
    response["Refresh"] = str(KIOSK_REFRESH_SECONDS)
    return response


def _get_office(slug: str) -> Office:
    return get_object_or_404(Office.objects.prefetch_related("hours"), slug=slug, active=True)


def _office_url(request: HttpRequest, slug: str) -> str:
    return request.build_absolute_uri(reverse("services:office", args=[slug]))
