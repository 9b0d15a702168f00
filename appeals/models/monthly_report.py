"""Monthly reports: figures of a closed month, frozen whatever happens to the appeals later."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ledger.models import LedgerLeaf
from services.models import Office


class MonthlyReport(models.Model):
    """The figures of an office for a month, by their keys in statistics.py."""

    office = models.ForeignKey(
        Office, verbose_name=_("Office"), on_delete=models.PROTECT, related_name="reports"
    )
    month = models.DateField(_("Month"))  # its first day
    figures = models.JSONField(_("Figures"))
    closed_at = models.DateTimeField(_("Closed"))
    # Its digest in the public ledger: appeals/ledger.py.
    leaf = models.OneToOneField(LedgerLeaf, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-month", "office"]
        verbose_name = _("monthly report")
        verbose_name_plural = _("monthly reports")
        constraints = [
            models.UniqueConstraint(fields=["office", "month"], name="one_report_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.month:%m.%Y}"
