"""The random key, in a cookie, by which a browser is recognised as the owner of its drafts."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext as _

from forms import drafts
from forms.models import Draft

FORMER_COOKIE = "qabyldau-drafts"  # of drafts begun under 0.1.0
KEY_LENGTH = 40


def get_browser_key(request: HttpRequest) -> str:
    """Return the key of this browser; empty when it has none."""
    cookies = request.COOKIES
    key = cookies.get(settings.DRAFT_COOKIE_NAME) or cookies.get(FORMER_COOKIE, "")
    return key if 20 <= len(key) <= 64 and key.isalnum() else ""


def get_or_create_browser_key(request: HttpRequest) -> str:
    """Return the key of this browser or a new one, to be sent with `set_browser_key`."""
    return get_browser_key(request) or get_random_string(KEY_LENGTH)


def set_browser_key(response: HttpResponse, key: str) -> HttpResponse:
    """Set the cookie for as long as a draft lives, out of reach of scripts; return `response`."""
    response.set_cookie(
        settings.DRAFT_COOKIE_NAME,
        key,
        max_age=(settings.DRAFT_DAYS + drafts.GRACE_DAYS) * 86_400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def hash_browser_key(key: str) -> str:
    """Return the keyed hash of a browser's key, which drafts store; empty for an empty key."""
    return salted_hmac("forms.owner", key, algorithm="sha256").hexdigest() if key else ""


def may_open(request: HttpRequest, draft: Draft) -> bool:
    """Return whether this browser began the draft or its resume code was typed in it."""
    return drafts.is_open_to(draft, hash_browser_key(get_browser_key(request)))


def ask_for_code(request: HttpRequest) -> HttpResponse:
    """Redirect another browser, which has only the address of a draft, to the resume page."""
    messages.info(
        request, _("This form was begun in another browser. To go on here, type its code.")
    )
    return redirect("forms:resume")
