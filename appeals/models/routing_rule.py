"""Routing rules of editors, with how often staff followed and corrected them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.models import Body, Office, Topic


class RoutingRule(models.Model):
    """A rule that suggests a body by words, topic and area."""

    body = models.ForeignKey(
        Body, verbose_name=_("Body"), on_delete=models.CASCADE, related_name="rules"
    )
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("Topic"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    office = models.ForeignKey(
        Office,
        verbose_name=_("Only in the area of"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    words = models.TextField(
        _("Words or phrases (comma separated)"), blank=True, help_text=_("In any language")
    )
    followed = models.PositiveIntegerField(_("Followed"), default=0)
    corrected = models.PositiveIntegerField(_("Corrected by staff"), default=0)

    class Meta:
        ordering = ["body"]
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")

    def __str__(self) -> str:
        return f"{self.words[:40] or self.topic} → {self.body}"
