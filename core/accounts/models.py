"""Tables of the accounts of staff."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountSession(models.Model):
    """Where and since when somebody is signed in; the session itself is Django's."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account_sessions"
    )
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField(_("Began"))
    seen_at = models.DateTimeField(_("Last seen"))
    browser = models.CharField(_("Browser"), max_length=60, blank=True)
    address = models.CharField(_("Address"), max_length=64, blank=True)

    class Meta:
        ordering = ["-seen_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.browser


class KnownDevice(models.Model):
    """A browser from which an account has signed in; only the digest of its cookie is stored."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_devices"
    )
    digest = models.CharField(max_length=64)
    browser = models.CharField(_("Browser"), max_length=60, blank=True)
    first_seen_at = models.DateTimeField(_("First seen"))
    seen_at = models.DateTimeField(_("Last seen"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="one_device_per_account")
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return self.browser


class Invitation(models.Model):
    """A letter with a link by which somebody takes over a prepared account, once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations"
    )
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(_("Invited"))
    expires_at = models.DateTimeField(_("Expires"))
    accepted_at = models.DateTimeField(_("Accepted"), null=True, blank=True)

    class Meta:
        ordering = ["-invited_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user)


class Absence(models.Model):
    """Days on which a member of staff is away, and who deputises."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Deputy"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    first_day = models.DateField(_("First day"))
    last_day = models.DateField(_("Last day"))

    class Meta:
        ordering = ["first_day"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.first_day:%d.%m.%Y}–{self.last_day:%d.%m.%Y}"
