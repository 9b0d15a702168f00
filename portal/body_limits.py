"""How large a request may be, by address; a larger one is refused before it is read.

The check against forgery reads the whole body, so this middleware stands before it.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import ResolverMatch

# Views that take files; all others take no more than a form without files needs.
FILE_VIEWS = {
    "forms:appeal_step",
    "forms:add_document",
    "appeals_admin:act",
    "appeals_admin:register",
    "wagtailadmin_account",
    "wagtail_localize:upload_pofile",
}
FILE_NAMESPACES = {
    "wagtailimages",
    "wagtailimages_chooser",
    "wagtaildocs",
    "wagtaildocs_chooser",
}


def max_body_bytes(match: ResolverMatch) -> int:
    """Return the largest body that the view of an address reads."""
    takes_files = match.view_name in FILE_VIEWS or FILE_NAMESPACES & set(match.namespaces)
    return settings.UPLOAD_MAX_BODY_BYTES if takes_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class BodyLimitMiddleware:
    """Answer 413 to a body over the limit of its address, 411 to one of unknown length."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on: the limit depends on the view."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view) -> HttpResponse | None:
        """Refuse the request, or return None to go on."""
        if "HTTP_TRANSFER_ENCODING" in request.META:
            # Django would read an empty body. The nginx of deploy/nginx.conf counts chunks itself.
            return refuse(request, 411)
        assert request.resolver_match is not None
        limit = max_body_bytes(request.resolver_match)
        if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
            return refuse(request, 413, filesizeformat(limit).replace(",0", "").replace(".0", ""))
        return None


def refuse(request: HttpRequest, status: int, limit: str = "") -> HttpResponse:
    """Return the page of status 413 or 411; gunicorn then ends the connection."""
    template = "413.html" if status == 413 else "400.html"
    return render(request, template, {"limit": limit, "back": request.path}, status=status)
