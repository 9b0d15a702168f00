"""Configuration of the services package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from search import next_steps


class ServicesConfig(AppConfig):
    """Offices, officials, schedule, bookings, procedures and service standards."""

    name = "services"
    verbose_name = _("Reception offices and services")

    def ready(self) -> None:
        """Register what this package gives to the search."""
        next_steps.register_page(
            "services:schedule", _("Ask in person: who receives and when"), order=20
        )
        import_module("services.openings")
        import_module("services.retention")
        import_module("services.search_sources")
        import_module("services.password_words")
