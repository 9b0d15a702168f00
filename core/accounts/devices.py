"""Browsers that an account has signed in from; a letter tells of a new one."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from core.accounts.browsers import describe_browser
from core.accounts.letters import send_new_device_letter
from core.accounts.models import KnownDevice
from core.rate_limit import client_address

COOKIE_LENGTH = 40
COOKIE_LIFETIME = timedelta(days=365)  # from the last sign-in
SIGNED_IN = "_account_signed_in"  # attribute of the request in which somebody signed in


def recognise(request: HttpRequest, response: HttpResponse, at: datetime) -> HttpResponse:
    """Remember the browser when somebody has just signed in; return `response`."""
    user = getattr(request, SIGNED_IN, None)
    if user is None:
        return response
    value = read_cookie(request) or get_random_string(COOKIE_LENGTH)
    with transaction.atomic():
        if remember(request, user, value, at):
            send_new_device_letter(
                user, describe_browser(user_agent(request)), client_address(request), at
            )
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        value,
        max_age=COOKIE_LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def remember(request: HttpRequest, user, value: str, at: datetime) -> bool:
    """Write down that `user` signed in from this browser; return whether it is new."""
    KnownDevice.objects.filter(user=user, seen_at__lt=at - COOKIE_LIFETIME).delete()
    digest = salted_hmac("core.device", f"{user.pk}:{value}", algorithm="sha256").hexdigest()
    _device, new = KnownDevice.objects.update_or_create(
        user=user,
        digest=digest,
        defaults={"seen_at": at, "browser": describe_browser(user_agent(request))},
        create_defaults={
            "seen_at": at,
            "first_seen_at": at,
            "browser": describe_browser(user_agent(request)),
        },
    )
    return new


def read_cookie(request: HttpRequest) -> str:
    """Return the value that this browser has kept; empty for none and for a made-up one."""
    value = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    return value if len(value) == COOKIE_LENGTH and value.isalnum() and value.isascii() else ""


def user_agent(request: HttpRequest) -> str:
    """Return how the browser names itself."""
    return request.META.get("HTTP_USER_AGENT", "")
