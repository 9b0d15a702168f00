"""A plain page."""

from django.utils.translation import gettext_lazy as _

from core.pages import BasePage


class StandardPage(BasePage):
    class Meta:
        verbose_name = _("plain page")
