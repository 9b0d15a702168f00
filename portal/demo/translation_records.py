"""Pages written in three languages at once, told to wagtail-localize as translations.

Its own way is to submit a page and translate it string by string. These pages come with their
translations: the records are written in bulk, and an editor sees source and translation side by
side, what is missing and what has changed since. Kazakh is the source.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import uuid5

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from wagtail.models import Locale, Page
from wagtail_localize import models as localize
from wagtail_localize.segments import (
    OverridableSegmentValue,
    StringSegmentValue,
    TemplateSegmentValue,
)
from wagtail_localize.segments.extract import extract_segments

from core.i18n.localtext import CODES

SOURCE, *TARGETS = CODES


@transaction.atomic
def record(models: Iterable[type[Page]], *, at: datetime, by=None) -> int:
    """Record the translations of every Kazakh page of `models` that has no record yet.

    Strings are paired by their place: blocks of the same kind must bear the same id in each
    language. `by` is said to have translated them, by the moment `at`. Returns how many
    translations are recorded.
    """
    locales = {each.language_code: each for each in Locale.objects.filter(language_code__in=CODES)}
    known = localize.TranslationSource.objects.values("object_id")
    for model in models:
        fresh = model.objects.exclude(translation_key__in=known).filter(alias_of=None)
        originals = list(fresh.filter(locale=locales[SOURCE]))
        if originals:
            _Records(model, originals, by, at).write([locales[code] for code in TARGETS])
    return localize.Translation.objects.count()


def forget(page: Page) -> None:
    """Drop the record of `page`, to be made anew of what it says now."""
    key = page.translation_key
    localize.StringTranslation.objects.filter(context__object_id=key).delete()
    localize.TranslationSource.objects.filter(object_id=key).delete()
    localize.TranslationContext.objects.filter(object_id=key).delete()
    localize.TranslatableObject.objects.filter(translation_key=key).delete()


def _strings(segments: Iterable) -> dict[str, list[StringSegmentValue]]:
    """The strings of a page under their places; a rich text has several in one place."""
    found = defaultdict(list)
    for each in segments:
        if isinstance(each, StringSegmentValue):
            found[each.path].append(each)
    return found


class _Records:
    """The rows of wagtail-localize for pages of one model."""

    def __init__(self, model: type[Page], originals: list[Page], by, at: datetime):
        self.model, self.originals, self.by, self.at = model, originals, by, at
        self.segments = {page.translation_key: extract_segments(page) for page in originals}
        self.locale = originals[0].locale

    def write(self, targets: list[Locale]) -> None:
        self._write_sources()
        self._write_contexts()
        self._write_segments()
        for locale in targets:
            self._write_translations(locale)

    def _write_sources(self) -> None:
        kind = ContentType.objects.get_for_model(self.model.get_translation_model())
        own = ContentType.objects.get_for_model(self.model)
        version = localize.get_schema_version(self.model._meta.app_label)
        localize.TranslatableObject.objects.bulk_create(
            localize.TranslatableObject(translation_key=page.translation_key, content_type=kind)
            for page in self.originals
        )
        made = localize.TranslationSource.objects.bulk_create(
            localize.TranslationSource(
                object_id=page.translation_key,
                specific_content_type=own,
                locale=self.locale,
                object_repr=str(page)[:200],
                content_json=page.to_json(),
                schema_version=version,
                last_updated_at=self.at,
            )
            for page in self.originals
        )
        self.sources = {source.object_id: source for source in made}

    def _write_contexts(self) -> None:
        """A context is a place in a page; its field is looked up by localize when it is asked."""
        places = {(key, each.path): None for key, found in self.segments.items() for each in found}
        made = localize.TranslationContext.objects.bulk_create(
            localize.TranslationContext(
                object_id=key, path=path, path_id=localize.TranslationContext._get_path_id(path)
            )
            for key, path in places
        )
        self.contexts = {(context.object_id, context.path): context for context in made}

    def _write_segments(self) -> None:
        self.strings = self._known_strings()
        templates = self._known_templates()
        rows = defaultdict(list)
        for key, found in self.segments.items():
            for each in found:
                place = {
                    "source": self.sources[key],
                    "context": self.contexts[key, each.path],
                    "order": each.order,
                }
                if isinstance(each, StringSegmentValue):
                    attrs = json.dumps(each.attrs, cls=DjangoJSONEncoder)
                    string = self.strings[each.string.data]
                    row = localize.StringSegment(**place, string=string, attrs=attrs)
                elif isinstance(each, TemplateSegmentValue):
                    row = localize.TemplateSegment(**place, template=templates[_template_id(each)])
                elif isinstance(each, OverridableSegmentValue):
                    data = json.dumps(each.data, cls=DjangoJSONEncoder)
                    row = localize.OverridableSegment(**place, data_json=data)
                else:
                    raise TypeError(f"{self.model.__name__}: no record for {each!r}")
                rows[type(row)].append(row)
        for table, made in rows.items():
            table.objects.bulk_create(made)

    def _known_strings(self) -> dict[str, localize.String]:
        wanted = {
            each.string.data: localize.String._get_data_hash(each.string.data)
            for found in self.segments.values()
            for each in found
            if isinstance(each, StringSegmentValue)
        }
        localize.String.objects.bulk_create(
            [
                localize.String(locale=self.locale, data=data, data_hash=mark)
                for data, mark in wanted.items()
            ],
            ignore_conflicts=True,
        )
        rows = localize.String.objects.filter(locale=self.locale, data_hash__in=wanted.values())
        return {row.data: row for row in rows}

    def _known_templates(self) -> dict:
        wanted = {
            _template_id(each): each
            for found in self.segments.values()
            for each in found
            if isinstance(each, TemplateSegmentValue)
        }
        localize.Template.objects.bulk_create(
            [
                localize.Template(
                    uuid=mark,
                    template=each.template,
                    template_format=each.format,
                    string_count=each.string_count,
                )
                for mark, each in wanted.items()
            ],
            ignore_conflicts=True,
        )
        return {row.uuid: row for row in localize.Template.objects.filter(uuid__in=wanted)}

    def _write_translations(self, locale: Locale) -> None:
        pages = self.model.objects.filter(locale=locale, translation_key__in=self.sources)
        sources, said = [], {}
        for page in pages:
            key = page.translation_key
            sources.append(self.sources[key])
            own = _strings(extract_segments(page))
            for path, strings in _strings(self.segments[key]).items():
                if len(own[path]) == len(strings):  # else a translator has something to look at
                    for string, translated in zip(strings, own[path], strict=True):
                        said[string.string.data, key, path] = translated.string.data
        localize.Translation.objects.bulk_create(
            localize.Translation(source=source, target_locale=locale) for source in sources
        )
        localize.TranslationLog.objects.bulk_create(
            localize.TranslationLog(source=source, locale=locale) for source in sources
        )
        localize.StringTranslation.objects.bulk_create(
            localize.StringTranslation(
                translation_of=self.strings[data],
                locale=locale,
                context=self.contexts[key, path],
                data=translated,
                translation_type=localize.StringTranslation.TRANSLATION_TYPE_MANUAL,
                last_translated_by=self.by,
            )
            for (data, key, path), translated in said.items()
        )


def _template_id(value: TemplateSegmentValue):
    """The key by which localize knows a template again: made of its words."""
    return uuid5(uuid5(localize.Template.BASE_UUID_NAMESPACE, value.format), value.template)
