"""Limits on what one network address may do with the forms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import rate_limit

# Action → (attempts, seconds) of one address; generous, since an office's people share one.
LIMITS = {
    "start": (60, 3600),
    "send": (40, 3600),
    "resume": (10, 900),
    "upload": (120, 3600),
    "code": (5, 3600),
}
CODES_TO_ONE_ADDRESS = (3, 86_400)  # letters with the code of a draft


def is_allowed(action: str, request: HttpRequest) -> bool:
    """Count an attempt at `action` (a key of LIMITS); return whether it is within the limit."""
    limit, seconds = LIMITS[action]
    address = rate_limit.client_address(request)
    return rate_limit.allow(f"forms.{action}", address, limit, seconds)


def may_send_code(to: str) -> bool:
    """Count a letter with a draft's code to an e-mail or phone; return whether it may be sent."""
    return rate_limit.allow("forms.code.to", to, *CODES_TO_ONE_ADDRESS)


def refund(action: str, request: HttpRequest) -> None:
    """Take back an attempt that succeeded."""
    rate_limit.refund(f"forms.{action}", rate_limit.client_address(request))


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Return the page of status 429; what was typed in a draft is kept."""
    return render(request, "429.html", status=429)
