"""Plain pages."""

from django.utils.translation import gettext_lazy as _

from core.pages import BasePage


class StandardPage(BasePage):
    """A page of prose without any other content."""

    search_kind = "page"
    search_label = _("Page")

    class Meta:
        verbose_name = _("plain page")
