"""Changes of an account's second factor: each is written into the site history."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential
from wagtail.log_actions import log

from core import outbox
from core.accounts import passkeys, recovery_codes, second_factor, sessions, totp
from core.accounts.letters import language_of

ADD, REMOVE = "core.second_factor_add", "core.second_factor_remove"
NEW_CODES, RESET = "core.second_factor_codes", "core.second_factor_reset"
KINDS = {"app": TOTPDevice, "passkey": WebAuthnCredential}


def add_app(request: HttpRequest, name: str, sealed: str, step: int) -> None:
    """Add an app and open the session with it."""
    with transaction.atomic():
        totp.add(request.user, name, sealed, step)
        _after_adding(request, name)


def add_passkey(request: HttpRequest, name: str, answer: str) -> None:
    """Add a passkey and open the session with it; raise PasskeyError for a wrong answer."""
    with transaction.atomic():
        passkeys.complete_adding(request, name, answer)
        _after_adding(request, name)


def _after_adding(request: HttpRequest, name: str) -> None:
    """Open this session and end the others, which were begun without the device."""
    log(request.user, ADD, user=request.user, data={"name": name})
    second_factor.mark_passed(request)
    sessions.end_all(request.user, except_key=request.session.session_key or "")


def remove(user, kind: str, pk: str) -> bool:
    """Remove the user's device; return False when there is none or it has to stay."""
    model = KINDS.get(kind)
    if model is None or not pk.isdecimal() or len(pk) > 18:
        return False
    with transaction.atomic():
        get_user_model()._default_manager.select_for_update().get(pk=user.pk)
        device = model._default_manager.filter(user=user, pk=pk).first()
        if device is None or not second_factor.may_remove(user):
            return False
        device.delete()
        if not second_factor.has_device(user):
            StaticDevice.objects.filter(user=user).delete()
        log(user, REMOVE, user=user, data={"name": device.name})
    return True


def replace_codes(user) -> list[str]:
    """Make new recovery codes; they are returned here and never again."""
    with transaction.atomic():
        log(user, NEW_CODES, user=user)
        return recovery_codes.replace(user)


def reset(user, at: datetime) -> None:
    """Remove every second factor of `user`, end the sessions and write to the account's owner."""
    with transaction.atomic():
        second_factor.remove_all(user)
        sessions.end_all(user)
        log(user, RESET)
        _send_reset_letter(user, at)


def _send_reset_letter(user, at: datetime) -> None:
    if not user.email:
        return
    language = language_of(user)
    with override(language):
        outbox.enqueue(
            to=user.email,
            language=language,
            subject=_("Your second factor was reset"),
            body=_(
                "The administrator of the reception portal has removed the second factor of your "
                "account: apps, passkeys and recovery codes. All sessions are ended.\n\n"
                "Sign in with your password and set up a second factor again:\n%(url)s\n\n"
                "If you did not ask for it, tell the administrator at once."
            )
            % {"url": settings.WAGTAILADMIN_BASE_URL + reverse("second_factor")},
            about="",
            key=f"second-factor-reset-{user.pk}-{at.timestamp()}",
            at=at,
        )
