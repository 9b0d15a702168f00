"""Configuration of the portal app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The site: settings, URLs, permissions, operations, demo."""

    name = "portal"
