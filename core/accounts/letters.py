"""Letters to members of staff about their accounts, in the language of each account."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.users.models import UserProfile

from core import outbox


def language_of(user) -> str:
    """Return the language that a member of staff has chosen, else the portal's first."""
    profile = UserProfile.objects.filter(user=user).first()
    return (profile and profile.preferred_language) or settings.LANGUAGE_CODE


def send_new_device_letter(user, browser: str, address: str, at: datetime) -> None:
    """Write the letter about a sign-in from a browser that was never seen with this account."""
    if not user.email:
        return
    language = language_of(user)
    with override(language):
        body = _(
            "Somebody has signed in to your account at the reception portal from a browser that "
            "was not used with it before.\n\n"
            "When: %(when)s\nBrowser: %(browser)s\nAddress: %(address)s\n\n"
            "If it was you, there is nothing to do.\n"
            "If it was not you, change your password at once and end the other sessions here:\n"
            "%(url)s\n"
            "Then tell the administrator of the portal."
        ) % {
            "when": date_format(localtime(at), "DATETIME_FORMAT"),
            "browser": browser or _("unknown"),
            "address": address or _("unknown"),
            "url": settings.WAGTAILADMIN_BASE_URL + reverse("account_sessions"),
        }
        outbox.enqueue(
            to=user.email,
            language=language,
            subject=_("Sign-in from a new browser"),
            body=body,
            about="",
            key=f"new-device-{user.pk}-{at.timestamp()}",
            at=at,
        )
