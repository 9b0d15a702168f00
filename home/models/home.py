"""The front page: search first, then three doors with what is behind them today."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.pages import BasePage
from home.front_page import front


class HomePage(BasePage):
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("front page")

    def get_context(self, request, *args, **kwargs):
        return {
            **super().get_context(request, *args, **kwargs),
            **front(timezone.now(), self.locale.language_code),
        }
