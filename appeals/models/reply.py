"""Answers to appeals, and the anonymised answers that are published."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from appeals.models.appeal import Appeal, Point
from core.models import LANGUAGE_CHOICES
from services.models import Body, Office, Topic


class Decision(models.TextChoices):
    """The decision on an appeal or a point."""

    SATISFIED = "satisfied", _("Satisfied")
    PARTLY = "partly", _("Satisfied in part")
    REFUSED = "refused", _("Refused")
    EXPLAINED = "explained", _("Explained")


class WithdrawalReason(models.TextChoices):
    """Why a published answer was withdrawn: the sentence that everybody reads in its place."""

    MISTAKE = "mistake", _("It had a mistake.")
    OUTDATED = "outdated", _("What it said is no longer true.")
    APPLICANT = "applicant", _("The applicant asked for it.")
    PERSONAL = "personal", _("It said too much about a person.")


class Reply(models.Model):
    """A short or full answer given to the applicant."""

    class Kind(models.TextChoices):
        SHORT = "short", _("Short answer")
        FULL = "full", _("Full answer")

    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, related_name="replies", db_index=False
    )
    kind = models.CharField(_("Kind"), max_length=5, choices=Kind)
    decision = models.CharField(_("Decision"), max_length=10, choices=Decision, blank=True)
    text = models.TextField(_("Text"))
    signer = models.CharField(_("Signed by"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("When"))

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["appeal", "kind"], name="reply_of_appeal")]
        verbose_name = _("reply")
        verbose_name_plural = _("replies")

    def __str__(self) -> str:
        return f"{self.appeal} {self.get_kind_display()}"


class ReplyPoint(models.Model):
    """The answer to one numbered point."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="points")
    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="answers")
    decision = models.CharField(_("Decision"), max_length=10, choices=Decision, blank=True)
    text = models.TextField(_("Text"))

    class Meta:
        ordering = ["point__number"]

    def __str__(self) -> str:
        return f"{self.point.number}. {self.text[:60]}"


class PublishedAnswer(models.Model):
    """An anonymised snapshot of question and answer. publication.py alone moves its stage."""

    class Stage(models.TextChoices):
        PREPARED = "prepared", _("Prepared, waits for a second person")
        PUBLISHED = "published", _("Published")
        RETURNED = "returned", _("Returned for correction")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    # Not the registration number: that would lead back to the appeal.
    number = models.PositiveIntegerField(_("Number"), unique=True)
    reply = models.OneToOneField(
        Reply, null=True, blank=True, on_delete=models.SET_NULL, related_name="published"
    )
    language = models.CharField(_("Language"), max_length=2, choices=LANGUAGE_CHOICES)
    title = models.CharField(_("Title"), max_length=200)
    question = models.TextField(_("Question"))
    answer = models.TextField(_("Answer"))
    topic = models.ForeignKey(
        Topic, verbose_name=_("Topic"), on_delete=models.PROTECT, related_name="+"
    )
    office = models.ForeignKey(
        Office, verbose_name=_("Office"), on_delete=models.PROTECT, related_name="+"
    )
    body = models.ForeignKey(
        Body,
        verbose_name=_("Body"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    outcome = models.CharField(_("Outcome"), max_length=10, choices=Decision, blank=True)
    stage = models.CharField(_("Stage"), max_length=9, choices=Stage, default=Stage.PREPARED)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(_("Published"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("Withdrawn"), null=True, blank=True)
    # Words that look like personal data → why everybody may read them.
    excuses = models.JSONField(_("Why marked words may stay"), default=dict, blank=True)
    withdrawal_reason = models.CharField(
        _("Reason that everybody reads"), max_length=10, choices=WithdrawalReason, blank=True
    )
    why = models.CharField(_("Why returned or withdrawn"), max_length=300, blank=True)

    class Meta:
        ordering = ["-published_at"]
        # For the public lists: the latest in a language, of a topic or of all.
        indexes = [
            models.Index(fields=["stage", "language", "-published_at"], name="answer_latest"),
            models.Index(
                fields=["topic", "stage", "language", "-published_at"], name="answer_of_topic"
            ),
            # For the list of staff.
            models.Index(fields=["stage", "-published_at", "number"], name="answer_queue"),
        ]
        default_permissions = ("view",)
        permissions = [
            ("check_publishedanswer", _("Check and publish anonymised answers")),
        ]
        verbose_name = _("published answer")
        verbose_name_plural = _("published answers")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the public page in the answer's language."""
        return f"/{self.language}/answers/{self.number}/"
