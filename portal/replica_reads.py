"""Let visitors' reading of public pages go to the replica of the database (core/replica.py).

Who has just sent something reads the primary for a while, by a cookie that says nothing else; who
is signed in, has a draft, a status page or a ticket always does. A page that will be kept is
rendered from the primary: it would not be dropped when the replica has caught up.
"""

from django.conf import settings
from django.db.utils import Error
from django.http import HttpRequest

from core import page_cache, replica

SAFE_METHODS = {"GET", "HEAD"}
PUBLIC_NAMESPACES = {"home", "search"}
PUBLIC_VIEWS = {
    "api_answers",
    "api_figures",
    "api_offices",
    "api_search",
    "api_slots",
    "appeals:answer",
    "appeals:answers",
    "appeals:answers_feed",
    "appeals:figures",
    "appeals:month",
    "appeals:terms",
    "services:office",
    "services:office_ics",
    "services:offices",
    "services:schedule",
    "services:stand",
    "services:stand_pdf",
    "sitemap",
    "wagtail_serve",
}


class ReplicaReadsMiddleware:
    """Read the replica in requests that can wait for what was written a moment ago."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not replica.is_configured():
            return self.get_response(request)
        with replica.reading_primary():
            response = self.get_response(request)
        if request.method not in SAFE_METHODS:
            response.set_cookie(
                settings.RECENT_COOKIE_NAME,
                "1",
                max_age=settings.REPLICA_MAX_LAG + replica.ASKED_EVERY + 1,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def process_view(self, request, view, args, kwargs):
        """Decide where the view reads."""
        if replica.is_configured() and may_be_late(request) and replica.start_reading():
            page_cache.never_keep()

    def process_exception(self, request, exception):
        """Run the view once more on the primary when the replica broke off in the middle."""
        if not (replica.is_reading() and isinstance(exception, Error)):
            return None
        replica.set_problem(f"it broke off ({type(exception).__name__})")
        with replica.reading_primary():
            match = request.resolver_match
            response = match.func(request, *match.args, **match.kwargs)
            if callable(getattr(response, "render", None)):
                response = response.render()
        return response


def may_be_late(request: HttpRequest) -> bool:
    """Return whether a visitor may be shown what was true some seconds ago."""
    match = request.resolver_match
    if request.method not in SAFE_METHODS or match is None:
        return False
    if settings.PAGE_CACHE and not request.META.get("QUERY_STRING"):
        return False  # before any cookie is looked at: the page may be kept
    own = (settings.SESSION_COOKIE_NAME, settings.DRAFT_COOKIE_NAME, settings.RECENT_COOKIE_NAME)
    if any(name in request.COOKIES for name in own):
        return False
    if match.namespace == "search":
        return not settings.ELASTICSEARCH_URL  # its index is compared with the primary
    return match.namespace in PUBLIC_NAMESPACES or match.view_name in PUBLIC_VIEWS
