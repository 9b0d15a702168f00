"""Plain pages."""

from django.utils.translation import gettext_lazy as _

from core.pages import BasePage


class StandardPage(BasePage):
    """A page of prose without any other content."""

    class Meta:
        verbose_name = _("plain page")
