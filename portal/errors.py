"""Pages for what went wrong, in the visitor's language, with a phone and an address."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override

from home.models import PortalSettings


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    with override(get_language_from_request(request, check_path=True)):
        return render(request, template, status=status)


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        # The page's frame asks for the host too: it is told one of ours, never the forged one.
        request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].lstrip(".")
    return _page(request, "400.html", 400)


def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    return _page(request, "403.html", 403)


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page that must stand when anything else has fallen, the database included."""
    try:
        facts = PortalSettings.for_request(request)
    except DatabaseError:
        facts = None
    with override(get_language_from_request(request, check_path=True)):
        page = render_to_string("500.html", {"site_settings": facts})
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "403_csrf.html", 403)
