"""The second step of a sign-in: who is asked for it, who must set it up, how far a session is.

A session of staff is at one of three steps. Until the last one it opens nothing of the staff side
(core/accounts/second_factor_middleware.py). ASVS 5.0, 6.3.3.
"""

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from core.accounts import recovery_codes, totp
from core.accounts.attempts import AttemptLimits

SESSION_KEY = "second_factor"
PASSED, ASKED, NONE = "passed", "asked", "none"  # its values
APP_CODE, RECOVERY_CODE = "app", "recovery"
LIMITS = AttemptLimits("second_factor", per_account=10, per_address=40)


class Step(StrEnum):
    """How far the sign-in of a session is."""

    OPEN = "open"
    CODE = "code"
    SET_UP = "set up"


def has_device(user) -> bool:
    """Return whether the account has an app or a passkey."""
    mine = {
        model.__name__: Exists(model._default_manager.filter(user=OuterRef("pk"), confirmed=True))
        for model in (TOTPDevice, WebAuthnCredential)
    }
    found = get_user_model()._default_manager.filter(pk=user.pk).values_list(*mine.values()).first()
    return any(found or ())


def is_required(user) -> bool:
    """Return whether this account must have a second factor here."""
    return settings.SECOND_FACTOR_REQUIRED and (
        user.is_superuser or any(map(user.has_perm, settings.SECOND_FACTOR_PERMISSIONS))
    )


def begin(request: HttpRequest, user) -> None:
    """Write into a session that begins, or comes from an earlier version, what is to follow."""
    request.session[SESSION_KEY] = ASKED if has_device(user) else NONE


def step_of(request: HttpRequest, user) -> Step:
    """Return how far the sign-in of this session is."""
    if SESSION_KEY not in request.session:
        begin(request, user)
    state = request.session[SESSION_KEY]
    if state == PASSED:
        return Step.OPEN
    if state == ASKED:
        return Step.CODE
    return Step.SET_UP if is_required(user) else Step.OPEN


def mark_passed(request: HttpRequest) -> None:
    """Open the session; its key changes, so that a key known from before opens nothing."""
    request.session[SESSION_KEY] = PASSED
    request.session.cycle_key()
    rotate_token(request)


def use_code(user, typed: str, at: datetime) -> str:
    """Use up a code of the user's app, or a recovery code; return which one, empty for neither.

    Six digits are of an app: a recovery code has twelve letters and digits.
    """
    code = "".join(typed.split())
    if len(code) == totp.DIGITS and code.isdecimal():
        return APP_CODE if totp.verify(user, code, at) else ""
    return RECOVERY_CODE if recovery_codes.use(user, code) else ""


def may_remove(user) -> bool:
    """Return whether one device may go: the last one stays where it is required."""
    devices = TOTPDevice.objects.filter(user=user).count()
    devices += WebAuthnCredential.objects.filter(user=user).count()
    return devices > 1 or not is_required(user)


def remove_all(user) -> None:
    """Remove the user's apps, passkeys and recovery codes."""
    for model in (TOTPDevice, WebAuthnCredential, StaticDevice):
        model._default_manager.filter(user=user).delete()
