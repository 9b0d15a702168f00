"""The front page: search, three entry links, figures and news."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import page_cache
from core.pages import BasePage
from home.front_page import front_page_context


class HomePage(BasePage):
    """The front page of a language."""

    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("front page")

    def get_context(self, request, *args, **kwargs):
        """Add what the front page shows now."""
        shown = front_page_context(timezone.now(), get_language())
        page_cache.valid_until(shown["until"])
        return {**super().get_context(request, *args, **kwargs), **shown}
