"""The front page."""

from django.utils.translation import gettext_lazy as _

from core.pages import BasePage


class HomePage(BasePage):
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("front page")
