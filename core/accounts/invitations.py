"""Invite a member of staff: an account is prepared, its owner takes it over by a link, once."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.users.models import UserProfile

from core import outbox
from core.accounts.models import Invitation

LIFETIME = timedelta(days=7)


def digest(token: str) -> str:
    """Return what is stored of the secret in a link."""
    return salted_hmac("core.invitation", token, algorithm="sha256").hexdigest()


def find_account(email: str):
    """Return the account with this address or user name; None when there is none."""
    users = get_user_model()._default_manager
    return users.filter(email__iexact=email).first() or users.filter(username__iexact=email).first()


def may_be_invited(user) -> bool:
    """Return whether the account was prepared and never taken over."""
    return (
        not user.is_active
        and not user.has_usable_password()
        and user.invitations.exists()
        and not user.invitations.exclude(accepted_at=None).exists()
    )


@transaction.atomic
def invite(email: str, *, groups: Iterable, language: str, by, at: datetime):
    """Prepare an account of the groups and write the letter; a former link opens nothing then."""
    user = find_account(email)
    if user is None:
        user = get_user_model()(username=email, email=email, is_active=False)
        user.set_unusable_password()
        user.save()
    elif not may_be_invited(user):
        raise ValueError("this account has an owner")
    user.groups.set(groups)
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    Invitation.objects.filter(user=user).delete()
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        user=user, digest=digest(token), invited_by=by, invited_at=at, expires_at=at + LIFETIME
    )
    _send_letter(invitation, token, language)
    return user


def _send_letter(invitation: Invitation, token: str, language: str) -> None:
    url = settings.WAGTAILADMIN_BASE_URL + reverse("invitation_link", args=[token])
    with override(language):
        subject = _("Invitation to the reception portal")
        body = _(
            "You are invited to work at the reception portal. Open this address, enter your name "
            "and choose a password:\n%(url)s\n\n"
            "The link works once and for seven days. Give it to nobody.\n"
            "If you do not know what this is about, delete this letter: nothing happens then."
        ) % {"url": url}
    outbox.enqueue(
        to=invitation.user.email, language=language, subject=subject, body=body, about="",
        key=f"invitation-{invitation.pk}-{invitation.digest[:16]}", at=invitation.invited_at,
    )  # fmt: skip


def find(token: str, at: datetime) -> Invitation | None:
    """Return the invitation that a link opens; None for a foreign, used or expired one."""
    return waiting(at).filter(digest=digest(token)).first()


def waiting(at: datetime):
    """Return the invitations that can be accepted at `at`."""
    return Invitation.objects.filter(accepted_at=None, expires_at__gt=at, user__is_active=False)


@transaction.atomic
def accept(invitation: Invitation, *, first_name: str, last_name: str, password: str, at: datetime):
    """Give the account its name and password and open it; return False when it was open before."""
    taken = waiting(at).filter(pk=invitation.pk).update(accepted_at=at)
    if taken:
        user = invitation.user
        user.first_name, user.last_name, user.is_active = first_name, last_name, True
        user.set_password(password)
        user.save()
    return bool(taken)
