from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Public pages")

    def ready(self) -> None:
        import_module("home.search_sources")
        import_module("home.search_next_step")
