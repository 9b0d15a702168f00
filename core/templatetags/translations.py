"""The note on a page that its translation is older than the source."""

from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import page_cache
from core.page_translations import newer_source
from core.pages import BasePage

register = template.Library()


@register.inclusion_tag("components/translation_note/translation_note.html")
def translation_note(page: Any) -> dict[str, Any]:
    """Return what the note says about `page`; nothing for a source or a current translation."""
    if not (isinstance(page, BasePage) and page.pk):
        return {}
    key = ("translation note", get_language(), page.pk, page.last_published_at)
    return dict(page_cache.kept_value(key, lambda: _note(page)))  # the tag adds the visitor's own


def _note(page: BasePage) -> dict[str, Any]:
    newer = newer_source(page)
    if newer is None:
        return {}
    day = date_format(localtime(newer.changed_at), "DATE_FORMAT")
    return {
        "text": _("The original was changed on %(day)s; this translation is older.") % {"day": day},
        "href": newer.page.url,
        "code": newer.page.locale.language_code,
        "title": newer.page.title,
    }
