from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Common ground")

    def ready(self) -> None:
        import_module("core.signal_handlers")  # receivers
        import_module("core.checks")
