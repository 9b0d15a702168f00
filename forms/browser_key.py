"""The random key, in a cookie, by which a browser is recognised as the owner of its drafts."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

COOKIE = "qabyldau-drafts"
KEY_LENGTH = 40


def get_browser_key(request: HttpRequest) -> str:
    """Return the key of this browser; empty when it has none."""
    key = request.COOKIES.get(COOKIE, "")
    return key if 20 <= len(key) <= 64 and key.isalnum() else ""


def get_or_create_browser_key(request: HttpRequest) -> str:
    """Return the key of this browser or a new one, to be sent with `set_browser_key`."""
    return get_browser_key(request) or get_random_string(KEY_LENGTH)


def set_browser_key(response: HttpResponse, key: str) -> HttpResponse:
    """Set the cookie for as long as a draft lives, out of reach of scripts; return `response`."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=settings.DRAFT_DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def hash_browser_key(key: str) -> str:
    """Return the keyed hash of a browser's key, which drafts store; empty for an empty key."""
    return salted_hmac("forms.owner", key, algorithm="sha256").hexdigest() if key else ""
