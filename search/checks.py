"""System checks of the search."""

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from wagtail.models import Page

from search import sources
from search.backends import get_backend
from search.backends.database import DatabaseBackend


@register()
def check_elasticsearch_settings(app_configs=None, **kwargs) -> list[Error]:
    """Return search.E001 for settings of Elasticsearch that cannot be used."""
    backend = get_backend()
    if not settings.ELASTICSEARCH_URL or not isinstance(backend, DatabaseBackend):
        return []
    return [
        Error(
            backend.problem(),
            hint="ELASTICSEARCH_URL=https://host:9200, several with commas between.",
            id="search.E001",
        )
    ]


@register()
def check_pages_have_source(app_configs=None, **kwargs) -> list[Error]:
    """Return search.E002 for every kind of page that nobody can find by mistake."""
    return [
        Error(
            f"{model._meta.label} is public but has no search source.",
            hint="Call sources.register or sources.exclude in the package's search_sources.py.",
            id="search.E002",
        )
        for model in apps.get_models()
        if issubclass(model, Page) and model is not Page and not sources.is_declared(model)
    ]
