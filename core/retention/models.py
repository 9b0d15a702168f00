"""The rule of each kind of data."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionAct(models.TextChoices):
    """What happens to data whose term is over."""

    DELETE = "delete", _("Delete")
    ANONYMISE = "anonymise", _("Anonymise")


class RetentionRule(models.Model):
    """How long one kind is kept. Until it is confirmed nothing is done, only counted."""

    kind = models.CharField(_("Kind of data"), max_length=30, unique=True)
    days = models.PositiveIntegerField(_("Kept for days"))
    act = models.CharField(_("Then"), max_length=10, choices=RetentionAct)
    reason = models.TextField(
        _("Reason"), blank=True, help_text=_("The act that sets the term, or why it is needed.")
    )
    confirmed = models.BooleanField(
        _("Confirmed by a lawyer"),
        default=False,
        help_text=_("Until then nothing of this kind is deleted or anonymised, only counted."),
    )

    class Meta:
        ordering = ["kind"]
        default_permissions = ("view", "change")
        verbose_name = _("term of keeping")
        verbose_name_plural = _("terms of keeping")

    def __str__(self) -> str:
        return self.kind

    def clean(self) -> None:
        """Refuse a term under a day: a mistyped 0 would empty a table in the night."""
        if self.days is not None and self.days < 1:
            raise ValidationError({"days": _("Write at least one day.")})
