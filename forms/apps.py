from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsConfig(AppConfig):
    name = "forms"
    verbose_name = _("Filing and booking")

    def ready(self) -> None:
        import_module("forms.uploads.attach")  # offers itself to the desk as the judge of uploads
