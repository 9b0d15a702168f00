"""The stand of an office: on a screen, on paper, on a kiosk."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from core import pdf, qr
from home import stand
from services.models import Office

KIOSK_SECONDS = 60
# Points of the small print; names and hours are twice as large: on A3 they read at two metres.
PAPERS: dict[str, dict[str, Any]] = {
    "a3": {"paper": "a3", "size": 12},
    "a4": {"paper": "a4", "size": 7.6},
}


def _office(slug: str) -> Office:
    return get_object_or_404(Office, slug=slug, active=True)


def stand_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The stand as a page, in two languages side by side."""
    at = timezone.now()
    office = _office(slug)
    address = request.build_absolute_uri(reverse("services:office", args=[slug]))
    codes = ("kk", "ru") if get_language() != "en" else ("en", "kk")
    context = {
        "office": office,
        "sides": stand.sides(office, stand.today(at), codes),
        "qr": qr.render_svg(address),
        "address": address,
    }
    return render(request, "home/stand.html", context)


def stand_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The stand as a sheet to hang: ?size=a3 (the default) or a4."""
    at = timezone.now()
    office = _office(slug)
    size = request.GET.get("size", "a3").lower()
    if size not in PAPERS:
        size = "a3"
    address = request.build_absolute_uri(reverse("services:office", args=[slug]))
    data = {
        **PAPERS[size],
        "sides": stand.sides(office, stand.today(at)),
        "qr": qr.render_svg(address, standalone=True),
        "address": address,
    }
    title = f"{_('Information stand')}: {office.title}"
    sheet = pdf.render("home/stand.typ", data, language=get_language(), title=title)
    response = HttpResponse(sheet, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="stand-{slug}-{size}.pdf"'
    return response


@cache_control(no_store=True)
def kiosk(request: HttpRequest, slug: str) -> HttpResponse:
    """A screen that nobody touches; a header makes it refresh itself, without a script."""
    at = timezone.now()
    office = _office(slug)
    shown = stand.board(office, stand.today(at))
    address = request.build_absolute_uri(reverse("services:office", args=[slug]))
    context = {
        "office": office,
        "board": shown,
        "now": shown.now(at),
        "next": shown.next(at),
        "at": at,
        "qr": qr.render_svg(address),
    }
    response = render(request, "home/kiosk.html", context)
    response["Refresh"] = str(KIOSK_SECONDS)
    return response
