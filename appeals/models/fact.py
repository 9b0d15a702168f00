"""The figures of an appeal in one row; only facts.py writes it."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from appeals.models.appeal import Appeal, Channel
from appeals.models.kind import AppealKind
from services.models import Body, Office, Topic


class Outcome(models.TextChoices):
    """What became of an appeal first; a second consideration does not change it."""

    OPEN = "open"
    ANSWERED = "answered"
    FORWARDED = "forwarded"
    CLOSED = "closed"  # by staff, without an answer
    WITHDRAWN = "withdrawn"  # by the applicant, before an answer


class ShortAnswer(models.TextChoices):
    """What became of the short answer of the third working day."""

    WAITING = "waiting"
    IN_TIME = "in_time"
    LATE = "late"
    MISSED = "missed"  # the matter ended after its day without one
    NOT_NEEDED = "not_needed"  # the matter ended on its day or before


class AppealFact(models.Model):
    """What all figures are counted from: where an appeal is, its days, its outcome.

    Days are dates here, so that nothing is converted while rows are counted. The days of the term
    and `late` are those of the first consideration: fact_rules.py has the rules.
    """

    appeal = models.OneToOneField(
        Appeal, on_delete=models.CASCADE, primary_key=True, related_name="fact"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(AppealKind, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=6, choices=Channel)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    received_on = models.DateField()
    received_month = models.DateField()  # the first day of its month
    counted_from = models.DateField()
    short_due_on = models.DateField(db_index=True)
    due_on = models.DateField(db_index=True)
    short_answered_on = models.DateField(null=True, db_index=True)
    first_answered_on = models.DateField(null=True, db_index=True)
    forwarded_on = models.DateField(null=True, db_index=True)
    closed_on = models.DateField(null=True, db_index=True)

    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    late = models.BooleanField(default=False)
    short = models.CharField(max_length=10, choices=ShortAnswer, default=ShortAnswer.WAITING)
    extended = models.BooleanField(default=False)
    reopened = models.BooleanField(default=False)
    days_taken = models.PositiveSmallIntegerField(null=True)  # working days to the first answer
    stars = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(5)])

    class Meta:
        verbose_name = _("figures of an appeal")
        verbose_name_plural = _("figures of appeals")
        default_permissions = ()
        # All that figures are counted from, so that the rows themselves are not read.
        indexes = [
            models.Index(
                fields=[
                    "received_on", "office", "received_month", "outcome", "late", "short",
                    "extended", "reopened", "due_on", "short_due_on", "topic", "days_taken",
                    "stars",
                ],
                name="fact_figures",
            ),
            models.Index(fields=["officer", "office"], name="fact_officer"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.received_on} {self.outcome}"
