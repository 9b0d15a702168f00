"""Whether the translation of a page is as new as its source.

wagtail-localize compares translations with the source as it was when somebody last pressed "sync".
Here a published source is recorded at once, and `last_updated_at` of the record is the moment of
the last change of its words: a change of figures alone makes no translation old.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    StringSegment,
    TranslatableObject,
    TranslationLog,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from core.i18n.localtext import CODES


@dataclass(frozen=True)
class NewerSource:
    """The page from which a translation was made, and when its words last changed."""

    page: Page
    changed_at: datetime


def original_page(page: Page) -> Page | None:
    """Return the page that `page` is a translation of: Kazakh when nothing is recorded."""
    source = TranslationSource.objects.filter(object_id=page.translation_key).first()
    locale_id = source.locale_id if source else _kazakh().pk
    if page.locale_id == locale_id:
        return None
    return Page.objects.filter(translation_key=page.translation_key, locale=locale_id).first()


def newer_source(page: Page) -> NewerSource | None:
    """Return the source when its words changed after `page` was translated and published."""
    source = (
        TranslationSource.objects.filter(object_id=page.translation_key)
        .exclude(locale_id=page.locale_id)
        .annotate(translated_at=Subquery(_translated_at(page.locale_id)))
        .first()
    )
    if source is None or not _is_older(page, source):
        return None
    original = source.get_source_instance()
    return NewerSource(original, source.last_updated_at) if original.live else None


def older_translations(page: Page) -> list[Page]:
    """Return the live translations made from `page` that are older than its words."""
    source = TranslationSource.objects.filter(
        object_id=page.translation_key, locale_id=page.locale_id
    ).first()
    if source is None:
        return []
    translations = Page.objects.live().filter(translation_key=page.translation_key, alias_of=None)
    translations = translations.exclude(pk=page.pk).select_related("locale")
    return [
        translation
        for translation in translations.annotate(
            translated_at=Subquery(_translated_at(OuterRef("locale_id"), source=source.pk))
        )
        if _is_older(translation, source, translation.translated_at)
    ]


def record_published_source(page: Page) -> None:
    """Record the words of a source that was just published, for translators and their report."""
    source = TranslationSource.objects.filter(
        object_id=page.translation_key, locale_id=page.locale_id
    ).first()
    if source is not None:
        source.update_from_db()


def record_changed_sources() -> None:
    """Record every source that was published without being recorded, as before this was done."""
    pages = TranslatableObject.objects.filter(content_type__app_label="wagtailcore")
    for source in TranslationSource.objects.filter(object__in=pages):
        try:
            page = source.get_source_instance()
        except source.specific_content_type.model_class().DoesNotExist:
            continue
        if _was_published_after(page, source):
            source.update_from_db()


def keep_date_of_same_words(sender, instance: TranslationSource, **kwargs) -> None:
    """Leave the date of a record whose words stay the same; a receiver of pre_save."""
    stored = TranslationSource.objects.filter(pk=instance.pk).first()
    if stored is None:
        return
    before = set(
        StringSegment.objects.filter(source=instance).values_list("context__path", "string__data")
    )
    after = {
        (segment.path, segment.string.data)
        for segment in extract_segments(instance.as_instance())
        if isinstance(segment, StringSegmentValue)
    }
    if before == after:
        instance.last_updated_at = stored.last_updated_at
    else:
        published_at = getattr(instance.get_source_instance(), "last_published_at", None)
        instance.last_updated_at = published_at or timezone.now()


def _was_published_after(page: Page, source: TranslationSource) -> bool:
    published_at = page.last_published_at
    if published_at is None or published_at <= source.last_updated_at:
        return False
    return json.loads(page.to_json()) != json.loads(source.content_json)


def _translated_at(locale_id, source=None):
    logs = TranslationLog.objects.filter(source=source or OuterRef("pk"), locale_id=locale_id)
    return logs.order_by("-created_at").values("created_at")[:1]


def _is_older(page: Page, source: TranslationSource, translated_at: datetime | None = None) -> bool:
    translated_at = translated_at or getattr(source, "translated_at", None)
    moments = [moment for moment in (page.last_published_at, translated_at) if moment]
    return bool(moments) and max(moments) < source.last_updated_at


def _kazakh() -> Locale:
    return Locale.objects.get(language_code=CODES[0])
