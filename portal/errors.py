"""Error pages in the visitor's language, with a phone and an address."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override

from home.models import PortalSettings


def _render_error(request: HttpRequest, template: str, status: int) -> HttpResponse:
    with override(get_language_from_request(request, check_path=True)):
        return render(request, template, status=status)


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    """Return the page of status 400."""
    if isinstance(exception, DisallowedHost):
        # The base template reads the host too: give it one of ours, never the forged one.
        request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].lstrip(".")
    return _render_error(request, "400.html", 400)


def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    """Return the page of status 403."""
    return _render_error(request, "403.html", 403)


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    """Return the page of status 404."""
    return _render_error(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page of status 500, which works without the database too."""
    try:
        facts = PortalSettings.for_request(request)
    except DatabaseError:
        facts = None
    with override(get_language_from_request(request, check_path=True)):
        page = render_to_string("500.html", {"site_settings": facts})
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form without a valid CSRF token."""
    return _render_error(request, "403_csrf.html", 403)
