"""Kinds of appeal: rows, because they change with the law (APPC art. 4)."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.i18n.localtext import LocalText


class AppealKindQuerySet(models.QuerySet):
    """Kinds by their time in force."""

    def in_force(self, on: date) -> "AppealKindQuerySet":
        """Return the kinds in force on the day `on`."""
        ends = models.Q(valid_until=None) | models.Q(valid_until__gte=on)
        return self.filter(ends, valid_from__lte=on)


class AppealKind(models.Model):
    """A kind of appeal with the time it is in force."""

    slug = models.SlugField(_("Code"), max_length=30, unique=True)
    title = LocalText(_("Title"), max_length=100)
    also = LocalText(_("Also called (comma separated)"), max_length=200, blank=True)
    hint = LocalText(_("When to choose it"), max_length=250, blank=True)
    legal_act = models.CharField(_("Legal act"), max_length=200, blank=True)
    valid_from = models.DateField(_("In force from"))
    valid_until = models.DateField(_("In force until"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("Order"), default=0)

    objects = AppealKindQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]
        verbose_name = _("kind of appeal")
        verbose_name_plural = _("kinds of appeal")

    def __str__(self) -> str:
        return self.title
