"""Passkeys as second factor (WebAuthn), by django-otp-webauthn.

A passkey belongs to the host settings.PASSKEY_HOST for ever: with another one all of them are void.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential
from webauthn.helpers.exceptions import WebAuthnException

NAME_LENGTH = 64  # of the column
ADDING, ASKING = "passkey_adding", "passkey_asking"  # keys of the session
# Raised at an answer that is wrong, malformed, of another account, or known already.
FAULTS = (
    WebAuthnException, OTPWebAuthnApiError, IntegrityError,
    ValueError, TypeError, KeyError, AttributeError, RecursionError,
)  # fmt: skip


class PasskeyError(Exception):
    """The browser's answer does not show that it has the passkey."""


class PortalHelper(WebAuthnHelper):
    """django-otp-webauthn's rules with the portal's host."""

    def get_allowed_origins(self) -> list[str]:
        """Return the origin of this request: its host is one of ALLOWED_HOSTS."""
        return [f"{self.request.scheme}://{self.request.get_host()}"]


@contextmanager
def refuse_wrong_answers(state: dict | None) -> Iterator[None]:
    """Turn every way in which an answer can be wrong into a PasskeyError."""
    if not state:
        raise PasskeyError("nothing was asked")
    try:
        with transaction.atomic():
            yield
    except FAULTS as error:
        raise PasskeyError(str(error)) from error


def works_here(request: HttpRequest) -> bool:
    """Return whether the browser accepts passkeys at the address of this request."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    return host == settings.PASSKEY_HOST or host.endswith("." + settings.PASSKEY_HOST)


def begin_adding(request: HttpRequest) -> dict:
    """Return what the browser needs to make a passkey."""
    options, request.session[ADDING] = PortalHelper(request).register_begin(request.user)
    return options


def complete_adding(request: HttpRequest, name: str, answer: str) -> WebAuthnCredential:
    """Add the passkey that the browser has made; raise PasskeyError for anything else."""
    state = request.session.pop(ADDING, None)
    with refuse_wrong_answers(state):
        helper = PortalHelper(request)
        passkey = helper.register_complete(request.user, state, json.loads(answer))
        passkey.name = name[:NAME_LENGTH]
        passkey.save(update_fields=["name"])
    return passkey


def begin_asking(request: HttpRequest) -> dict:
    """Return what the browser needs to show that it has one of the user's passkeys."""
    options, request.session[ASKING] = PortalHelper(request).authenticate_begin(
        user=request.user, require_user_verification=False
    )
    return options


def complete_asking(request: HttpRequest, answer: str) -> WebAuthnCredential:
    """Return the user's passkey that has signed the challenge; raise PasskeyError otherwise."""
    state = request.session.pop(ASKING, None)
    with refuse_wrong_answers(state):
        helper = PortalHelper(request)
        return helper.authenticate_complete(request.user, state, json.loads(answer))
