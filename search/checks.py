"""System checks of the well."""

from django.apps import apps
from django.core.checks import Error, register
from wagtail.models import Page

from . import sources

# Lists and the front page hold nothing that their children do not say.
NOT_FOUND = {
    "home.HomePage",
    "home.MediaIndexPage",
    "services.ProcedureIndexPage",
    "services.StandardIndexPage",
    "services.OfficePage",  # its words go with the office
}


@register()
def public_pages_have_a_source(app_configs=None, **kwargs) -> list[Error]:
    """search.E002: a kind of page that nobody can find is a mistake."""
    known = {source.model for source in sources.registered()}
    return [
        Error(
            f"{model._meta.label} is public but has no search source.",
            hint="Declare it in the room's entries.py, or name it in search/checks.py.",
            id="search.E002",
        )
        for model in apps.get_models()
        if issubclass(model, Page)
        and model is not Page
        and model._meta.label not in NOT_FOUND
        and model not in known
    ]
