"""Search entries of the pages of this package, each in its own language."""

from collections.abc import Iterator

from django.apps import apps
from django.utils.timezone import localdate

from core.pages import BasePage
from search import sources
from search.entry import Entry


def page_entries(page: BasePage) -> Iterator[Entry]:
    """Yield the entry of a page."""
    code = page.locale.language_code
    values = {
        "title": page.title,
        "summary": page.summary,
        "body": page.search_text(),
        "url": page.url or "",
        "published_on": page.first_published_at and localdate(page.first_published_at),
        **page.search_values(),
    }
    yield Entry(
        ref=f"{sources.prefix(page)}{code}",
        kind=page.search_kind,
        language=code,
        group=f"page:{page.translation_key}",
        **values,
    )


for model in apps.get_app_config("home").get_models():
    if issubclass(model, BasePage) and model.search_kind:
        sources.register(
            model,
            page_entries,
            model.objects.live,
            kind=model.search_kind,
            label=model.search_label,
        )
    elif issubclass(model, BasePage):
        sources.exclude(model, reason="It only lists its children.")
