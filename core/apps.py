"""Configuration of the core app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Register the system checks and connect the receivers."""

    name = "core"
    verbose_name = _("Common ground")

    def ready(self) -> None:
        """Import what needs loaded models."""
        import_module("core.periodic_jobs")
        import_module("core.retention.own_kinds")
        import_module("core.checks")
        import_module("core.signal_handlers").connect()
        import_module("core.accounts.receivers").connect()
        import_module("core.form_fields").clean_admin_fields()
        import_module("core.spreadsheets").protect_wagtail_exports()
        import_module("core.sqlite_like").connect()
        import_module("core.page_cache.connections").connect()
        import_module("core.page_cache.telling").connect()
