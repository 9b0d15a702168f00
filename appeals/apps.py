"""App configuration: registers what the search indexes."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core import page_links
from search import next_steps


class AppealsConfig(AppConfig):
    """The app of registered appeals."""

    name = "appeals"
    verbose_name = _("Appeals")

    def ready(self) -> None:
        page_links.register("term_calculator", "appeals:terms")
        page_links.register("letters", "letters:index")
        page_links.register("register_appeal", "appeals_admin:register")
        next_steps.register_page(
            "appeals:answers", _("Look through the published answers"), order=10
        )
        import_module("appeals.signal_handlers")
        import_module("appeals.staff_work")
        import_module("appeals.openings")
        import_module("appeals.periodic_jobs")
        import_module("appeals.retention")
        import_module("appeals.search_sources")
        import_module("appeals.stand_terms")
