"""Read-only mode: pages are read as always, nothing is taken in or changed, for an upgrade.

The switch is a file of the server, so that it works while the database is moved or restored. Each
server has its own.
"""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from portal import errors

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def _switch() -> Path:
    return Path(settings.VAR_DIR) / "read-only"


def turn_on(until: datetime) -> None:
    """Refuse every change from now on; `until` is what visitors are told and ends nothing."""
    _switch().parent.mkdir(parents=True, exist_ok=True)
    _switch().write_text(until.isoformat(), encoding="utf-8")


def turn_off() -> None:
    """Take changes again."""
    _switch().unlink(missing_ok=True)


def announced_end() -> datetime | None:
    """Return when the portal is said to take changes again; None while it takes them."""
    try:
        return datetime.fromisoformat(_switch().read_text("utf-8"))
    except FileNotFoundError:
        return None


class ReadOnlyMiddleware:
    """Answer 503 to every request that would change something, with what was typed to send again.

    It stands after the check against forged requests, and repeats nothing that is forged.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view) -> HttpResponse | None:
        """Refuse the request when it is a change and the switch is on."""
        if request.method in SAFE_METHODS or (until := announced_end()) is None:
            return None
        # Views that take files are exempt and check by themselves, which they will not do now.
        forged = CsrfViewMiddleware(self.get_response).process_view(request, self, (), {})
        return forged or errors.closed_for_changes(request, until)
