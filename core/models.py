"""Users and their sessions, images, calendar days, outgoing messages and the ledger."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image

from core.accounts.models import Absence, AccountSession, Invitation, KnownDevice
from core.i18n.localtext import LocalText
from core.ledger.models import LedgerLeaf, LedgerNode, LedgerRoot, LedgerTree
from core.reading_record.models import ReadingChain, ReadingDay
from core.retention.models import RetentionRule
from core.uploads.filetypes import FileRejectedError
from core.uploads.pictures import strip_metadata

__all__ = [
    "Absence",
    "AccountSession",
    "CalendarDay",
    "Invitation",
    "KnownDevice",
    "LedgerLeaf",
    "LedgerNode",
    "LedgerRoot",
    "LedgerTree",
    "Notice",
    "PeriodicJob",
    "PortalImage",
    "PortalRendition",
    "ReadingChain",
    "ReadingDay",
    "RetentionRule",
    "User",
]

LANGUAGE_CHOICES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]


class User(AbstractUser):
    """A member of staff; citizens have no accounts."""


class StrippedFile(ContentFile):
    """The bytes of a picture whose metadata has been removed."""


PAGE_SIZES = ["width-{400,800}", "format-webp"]  # the same as of srcset_image in templates


class PortalImage(AbstractImage):
    """An image with its alternative text in three languages, stored without camera data."""

    file: Any  # Wagtail's field, which has no types
    alt = LocalText(_("Description for those who cannot see it"), max_length=250, all_required=True)
    admin_form_fields = (*Image.admin_form_fields, "alt_kk", "alt_ru", "alt_en")

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def default_alt_text(self) -> str:
        """Return the alternative text in the active language, or the title."""
        return self.alt or self.title

    def clean(self) -> None:
        """Remove the metadata of a new file, or report that it cannot be read."""
        super().clean()
        try:
            self._strip_new_file()
        except FileRejectedError as error:
            raise ValidationError({"file": _("This picture cannot be read.")}) from error

    def save(self, *args, **kwargs) -> None:
        """Save, after removing the metadata of a new file."""
        self._strip_new_file()
        super().save(*args, **kwargs)

    def make_page_sizes(self) -> None:
        """Make the sizes that pages show; else the first visitor's request would."""
        self.get_renditions(*Filter.expand_spec(PAGE_SIZES))

    def _strip_new_file(self) -> None:
        if not self.file or self.file._committed or isinstance(self.file.file, StrippedFile):
            return
        self.file.open()
        data = self.file.read()
        stripped = strip_metadata(data)
        self.file = StrippedFile(stripped, name=self.file.name)
        if stripped != data:
            self._set_image_file_metadata()


class PortalRendition(AbstractRendition):
    """A resized copy of an image."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


FIRST_YEAR, LAST_YEAR = 2000, 2100  # of the working calendar


class CalendarDay(models.Model):
    """An exception to the working week: a day off, or a working day moved by an act."""

    class Kind(models.TextChoices):
        DAY_OFF = "day_off", _("Day off")
        WORKDAY = "workday", _("Working day moved here")

    date = models.DateField(_("Date"), unique=True)
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind, default=Kind.DAY_OFF)
    name = LocalText(_("Reason"), max_length=200)
    act = models.CharField(_("Act that moved the day"), max_length=200, blank=True)
    five_day_only = models.BooleanField(
        _("Only for offices with a five-day week"),
        default=False,
        help_text=_("Tick it when a decree moves a Saturday: a six-day office works on Saturdays."),
    )

    class Meta:
        ordering = ["date"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("working calendar")

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} {self.name}"

    def clean(self) -> None:
        """Refuse a mistyped year, such as 0206."""
        if self.date and not FIRST_YEAR <= self.date.year <= LAST_YEAR:
            words = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise ValidationError(
                {"date": _("Choose a day of the years %(first)s to %(last)s.") % words}
            )


class PeriodicJob(models.Model):
    """When a periodic job is due, who runs it and how it last ended; see core/jobs/runs.py."""

    name = models.CharField(_("Command"), max_length=50, unique=True)
    due_at = models.DateTimeField(_("Due"), help_text=_("Stays until the job has done its work"))
    run_after = models.DateTimeField(_("Next run"), db_index=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(_("Run by"), max_length=100, blank=True)
    started_at = models.DateTimeField(_("Last run"), null=True, blank=True)
    finished_at = models.DateTimeField(_("Ended"), null=True, blank=True)
    duration = models.DurationField(_("Took"), null=True, blank=True)
    result = models.TextField(_("Last result"), blank=True)
    error = models.TextField(_("Last error"), blank=True)
    failures = models.PositiveIntegerField(_("Failures in a row"), default=0)

    class Meta:
        ordering = ["name"]
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """A message in the outbox, sent by the job `deliver`; see core/outbox.py."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("Text message")

    class Delivery(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    channel = models.CharField(_("Channel"), max_length=5, choices=Channel, default=Channel.EMAIL)
    to = models.CharField(pgettext_lazy("a reader", "To"), max_length=254)
    language = models.CharField(_("Language"), max_length=2, choices=LANGUAGE_CHOICES, default="kk")
    subject = models.CharField(_("Subject"), max_length=200, blank=True)
    body = models.TextField(_("Text"))
    about = models.CharField(_("About"), max_length=100, blank=True, db_index=True)
    key = models.CharField(max_length=120, unique=True, help_text=_("Sent once per key"))
    delivery = models.CharField(
        _("Delivery"), max_length=6, choices=Delivery, default=Delivery.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    not_before = models.DateTimeField(_("Not before"))
    created_at = models.DateTimeField(_("Written"))
    sent_at = models.DateTimeField(_("Sent"), null=True, blank=True)
    error = models.CharField(_("Last error"), max_length=200, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["delivery", "not_before"], name="notice_due"),
            models.Index(fields=["created_at", "about", "delivery"], name="notice_latest"),
        ]
        verbose_name = _("letter")
        verbose_name_plural = _("outgoing letters")

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.about}"
