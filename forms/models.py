"""Drafts of appeals and bookings: emptied when they are sent, deleted when they expire."""

import secrets

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.models import LANGUAGE_CHOICES
from core.storage import RandomFileName, get_private_storage
from core.uploads.originals import WithOriginal


def new_token() -> str:
    """Return a random draft token of 192 bits, safe in addresses."""
    return secrets.token_urlsafe(24)


class Draft(models.Model):
    """An appeal or a booking being filled in; once sent, only the number that it became."""

    class Wizard(models.TextChoices):
        APPEAL = "appeal", _("Appeal")
        BOOKING = "booking", _("Booking")

    token = models.CharField(max_length=64, unique=True, default=new_token)
    code_digest = models.CharField(
        max_length=64, blank=True, db_index=True
    )  # of drafts.resume_code()
    wizard = models.CharField(max_length=8, choices=Wizard)
    data = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, default="kk")
    owner = models.CharField(max_length=64, blank=True)  # browser_key.hash_browser_key()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    expires_on = models.DateField()
    result = models.CharField(max_length=30, blank=True)  # the number it became

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return f"{self.wizard} {self.pk}"

    @cached_property
    def signed_file_names(self) -> list[str]:
        """Return the names of the files whose signed original is kept."""
        return list(self.files.exclude(original="").values_list("name", flat=True))


class DraftFile(WithOriginal):
    """A sanitized file of a draft; `digest` is SHA-256, `scan` a value of Attachment.Scan."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(
        storage=get_private_storage, upload_to=RandomFileName("drafts"), max_length=200
    )
    name = models.CharField(max_length=150)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    scan = models.CharField(max_length=10)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at"]
        constraints = [models.UniqueConstraint(fields=["draft", "digest"], name="file_once")]

    def __str__(self) -> str:
        return self.name
