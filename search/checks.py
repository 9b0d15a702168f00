"""System checks of the well."""

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from wagtail.models import Page

from search import sources
from search.backends import get_engine
from search.backends.database import DatabaseEngine

# Lists and the front page hold nothing that their children do not say.
NOT_FOUND = {
    "home.HomePage",
    "home.MediaIndexPage",
    "services.ProcedureIndexPage",
    "services.StandardIndexPage",
    "services.OfficePage",  # its words go with the office
}


@register()
def elasticsearch_can_be_used(app_configs=None, **kwargs) -> list[Error]:
    """search.E001: an address nobody can reach is told before citizens wait for it."""
    engine = get_engine()
    if not settings.ELASTICSEARCH_URL or not isinstance(engine, DatabaseEngine):
        return []
    return [
        Error(
            engine.trouble(),
            hint="ELASTICSEARCH_URL=https://host:9200, several with commas between.",
            id="search.E001",
        )
    ]


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
