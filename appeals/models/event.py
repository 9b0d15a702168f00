"""Journal entries of appeals: written once, never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from appeals.models.appeal import Appeal
from core.ledger.models import LedgerLeaf


class Event(models.Model):
    """A journal entry: who did what, when, from which state to which, and why; see journal.py."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(_("Act"), max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("By"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("When"))
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    why = models.TextField(_("Why"), blank=True)
    data = models.JSONField(default=dict, blank=True)
    # Digests of matter and answers, and the dates: see journal_content.py. Empty in 0.1.0.
    content = models.JSONField(default=dict, blank=True)
    public = models.BooleanField(_("Shown to the applicant"), default=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    # Its digest in the public ledger: appeals/ledger.py.
    leaf = models.OneToOneField(LedgerLeaf, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event")
        verbose_name_plural = _("journal")

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y %H:%M} {self.act}"
