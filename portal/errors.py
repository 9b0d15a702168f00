"""Error pages in the visitor's language, with a phone and an address."""

import errno
import sys
from datetime import datetime
from math import ceil

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language_from_request, override

from home.models import PortalSettings

RETRY_AFTER = {"busy": 10, "full": 600}  # seconds
PG_LOCK_STATES = {"55P03", "40P01"}  # lock_not_available, deadlock_detected
PG_DISK_STATES = {"53100"}  # disk_full
# Shut down, crashed, starting, too many connections; None: not reached at all.
PG_LOST_STATES = {"57P01", "57P02", "57P03", "53300", None}


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
    """Return the page of status 500, or 503 for a busy or lost database and a full disk.

    Works without the database and without the manifest of static files too.
    """
    reason = _find_reason(sys.exc_info()[1])
    if reason:
        return _unavailable(request, RETRY_AFTER[reason], reason=reason)
    with override(get_language_from_request(request, check_path=True)):
        page = render_to_string("500.html", _facts(request))
    return HttpResponse(page, status=500)


def closed_for_changes(request: HttpRequest, until: datetime) -> HttpResponse:
    """Return the page of status 503 in read-only mode, which visitors are told ends at `until`."""
    wait = max(60, ceil((until - timezone.now()).total_seconds()))
    return _unavailable(request, wait, reason="closed", until=until)


def _unavailable(request: HttpRequest, retry_after: int, **context) -> HttpResponse:
    """Return the page of status 503; `retry_after` in seconds."""
    context |= _facts(request) | _typed_values(request)
    with override(get_language_from_request(request, check_path=True)):
        page = render_to_string("503.html", context)
    headers = {"Retry-After": str(retry_after), "Cache-Control": "no-store"}
    return HttpResponse(page, status=503, headers=headers)


def _facts(request: HttpRequest) -> dict:
    """Return the context of 500.html, without what a lost database would tell."""
    try:
        facts = PortalSettings.for_request(request)
    except DatabaseError:
        facts = None
    return {"site_settings": facts, "static_url": settings.STATIC_URL}


def _find_reason(error: BaseException | None) -> str:
    """Return "busy" when the database is locked or lost, "full" for a full disk, else ""."""
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "full"
    if not isinstance(error, OperationalError):
        return ""
    text, state = str(error), getattr(error.__cause__, "sqlstate", "")
    if "is full" in text or state in PG_DISK_STATES:
        return "full"
    is_locked = "database is locked" in text or "database table is locked" in text
    return "busy" if is_locked or state in PG_LOCK_STATES | PG_LOST_STATES else ""


def _typed_values(request: HttpRequest) -> dict:
    """Return what a form sent, to send it once more; passwords and files are left out.

    Only after the check against forgery, so that no foreign page is repeated by a press.
    """
    if request.method != "POST" or not getattr(request, "csrf_processing_done", False):
        return {}
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
    return {
        "csrf_token": get_token(request),
        "resend": True,
        "fields": fields,
        "files_lost": bool(request.FILES),
    }


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form without a valid CSRF token; 405 for what no public page takes."""
    if request.method != "POST" and not request.path.startswith("/admin/"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    return _render_error(request, "403_csrf.html", 403)
