"""Configuration of the home package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Pages people read: the front page, media reports, plain pages."""

    name = "home"
    verbose_name = _("Public pages")

    def ready(self) -> None:
        """Connect receivers and checks; register what this package gives to the search."""
        import_module("home.checks")
        import_module("home.report_facts")
        import_module("home.search_sources")
        import_module("home.search_next_step")
