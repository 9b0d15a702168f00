"""Configuration of the portal app."""

from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The site: settings, URLs, permissions, operations, demo."""

    name = "portal"

    def ready(self) -> None:
        """Register what this package gives to the worker."""
        import_module("portal.periodic_jobs")
