"""Configuration of the app of forms: drafts, the appeal and the booking."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core import page_links
from search import next_steps


class FormsConfig(AppConfig):
    """Registers what lower packages need of the forms."""

    name = "forms"
    verbose_name = _("Filing and booking")

    def ready(self) -> None:
        """Register the links, next steps and the file cleaner with the packages below."""
        page_links.register("write_appeal", "forms:appeal")
        page_links.register("book_reception", "forms:booking")
        page_links.register("add_document", "forms:add_document")
        page_links.register("change_contact", "forms:change_contact")
        next_steps.register_page(
            "forms:appeal", _("Write an appeal, if the question is yours alone"), order=40
        )
        import_module("forms.periodic_jobs")
        import_module("forms.retention")
        import_module("forms.signal_handlers")
        import_module("forms.uploads.attach")  # registers the cleaner of staff uploads
