"""Views of the site itself: languages, pages, health, what crawlers read, patterns."""

import posixpath
from datetime import UTC, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import never_cache
from django.views.static import serve
from wagtail.url_routing import RouteResult
from wagtail.views import serve as serve_wagtail_page

from core import rate_limit
from core.i18n.localtext import CODES
from core.page_lookup import find_page
from portal import patterns
from portal.operations import health


def redirect_to_language(request: HttpRequest) -> HttpResponse:
    """Redirect to the visitor's language; Kazakh when unknown."""
    response = redirect(f"/{get_language_from_request(request)}/")
    response["Vary"] = "Accept-Language, Cookie"
    return response


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a page of editors as Wagtail does, which asks about each step of the path otherwise."""
    if page := find_page(path):
        request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    return serve_wagtail_page(request, path)


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Return status 200 when citizens are served, else 503; only to HEALTH_ADDRESSES also why."""
    states = health.check_health(timezone.now())
    healthy = health.is_healthy(states)
    body = {"status": "ok" if healthy else "trouble"}
    if rate_limit.is_from(request, settings.HEALTH_ADDRESSES):
        body |= states
    return JsonResponse(body, status=200 if healthy else 503)


def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers to leave out the admin and pages that show personal data."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    for code in CODES:
        lines += [f"Disallow: /{code}/appeals/", f"Disallow: /{code}/reception/"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def security_txt(request: HttpRequest) -> HttpResponse:
    """Tell researchers whom to write to about a vulnerability (RFC 9116), for half a year."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + timedelta(days=182)).astimezone(UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        f"Preferred-Languages: {', '.join(CODES)}",
        f"Canonical: {settings.WAGTAILADMIN_BASE_URL}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Return a resized picture, from its folder or from S3."""
    if not settings.STORAGE_URL:
        return serve(request, path, str(settings.MEDIA_ROOT / "images"))
    name = posixpath.normpath(f"images/{path}")
    if name != f"images/{path}":  # documents and originals lie beside the folder
        raise Http404
    try:
        response = FileResponse(default_storage.open(name))
    except FileNotFoundError as error:
        raise Http404 from error
    response.headers["Cache-Control"] = (
        "public, max-age=86400"  # as deploy/nginx.conf says of files
    )
    return response


def nothing_here(_request: HttpRequest) -> HttpResponse:
    """Raise Http404: stands in place of a view of Wagtail that nobody needs here."""
    raise Http404


def pattern_page(request: HttpRequest) -> HttpResponse:
    """Show every component with its samples, to staff; to everybody when DEBUG is on."""
    if not (settings.DEBUG or request.user.has_perm("wagtailadmin.access_admin")):
        raise Http404
    return render(request, "portal/patterns.html", {"patterns": patterns.patterns(request)})
