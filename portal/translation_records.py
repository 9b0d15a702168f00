"""Records of wagtail-localize for pages that were created in three languages at once.

wagtail-localize submits a page and has it translated string by string. The initial pages and the
demo are created with their translations: the records are written in bulk, so that an editor sees
source and translation side by side, what is missing and what has changed since. Kazakh is the
source. Private names of wagtail-localize are used here only (tests/portal/test_localize_contract).
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

SOURCE_LANGUAGE, *TARGET_LANGUAGES = CODES


@transaction.atomic
def record_translations(models: Iterable[type[Page]], *, at: datetime, by=None) -> int:
    """Record the translations of every Kazakh page of `models` that has no record yet.

    Strings are paired by their path, so a block must have the same id in each language. `by` is
    recorded as the translator and `at` as the moment. Return how many translations are recorded.
    """
    locales = {
        locale.language_code: locale for locale in Locale.objects.filter(language_code__in=CODES)
    }
    recorded = localize.TranslationSource.objects.values("object_id")
    for model in models:
        pages = model.objects.exclude(translation_key__in=recorded).filter(alias_of=None)
        originals = list(pages.filter(locale=locales[SOURCE_LANGUAGE]))
        if originals:
            _RecordWriter(model, originals, by, at).write(
                [locales[code] for code in TARGET_LANGUAGES]
            )
    return localize.Translation.objects.count()


def delete_records(page: Page) -> None:
    """Delete the records of `page`, to be recorded again from its current text."""
    key = page.translation_key
    localize.StringTranslation.objects.filter(context__object_id=key).delete()
    localize.TranslationSource.objects.filter(object_id=key).delete()
    localize.TranslationContext.objects.filter(object_id=key).delete()
    localize.TranslatableObject.objects.filter(translation_key=key).delete()


def _strings_by_path(segments: Iterable) -> dict[str, list[StringSegmentValue]]:
    """Return the strings of a page by path; a rich text has several under one path."""
    strings = defaultdict(list)
    for segment in segments:
        if isinstance(segment, StringSegmentValue):
            strings[segment.path].append(segment)
    return strings


class _RecordWriter:
    """Write the rows of wagtail-localize for pages of one model."""

    def __init__(self, model: type[Page], originals: list[Page], by, at: datetime):
        self.model, self.originals, self.by, self.at = model, originals, by, at
        self.segments = {page.translation_key: extract_segments(page) for page in originals}
        self.locale = originals[0].locale

    def write(self, targets: list[Locale]) -> None:
        """Write sources, contexts and segments once, and translations for each target locale."""
        self._write_sources()
        self._write_contexts()
        self._write_segments()
        for locale in targets:
            self._write_translations(locale)

    def _write_sources(self) -> None:
        base_type = ContentType.objects.get_for_model(self.model.get_translation_model())
        specific_type = ContentType.objects.get_for_model(self.model)
        version = localize.get_schema_version(self.model._meta.app_label)
        localize.TranslatableObject.objects.bulk_create(
            localize.TranslatableObject(
                translation_key=page.translation_key, content_type=base_type
            )
            for page in self.originals
        )
        created = localize.TranslationSource.objects.bulk_create(
            localize.TranslationSource(
                object_id=page.translation_key,
                specific_content_type=specific_type,
                locale=self.locale,
                object_repr=str(page)[:200],
                content_json=page.to_json(),
                schema_version=version,
                last_updated_at=self.at,
            )
            for page in self.originals
        )
        self.sources = {source.object_id: source for source in created}

    def _write_contexts(self) -> None:
        """Write a context for each path of a page; localize finds its field when it needs it."""
        paths = {
            (key, segment.path): None
            for key, segments in self.segments.items()
            for segment in segments
        }
        created = localize.TranslationContext.objects.bulk_create(
            localize.TranslationContext(
                object_id=key, path=path, path_id=localize.TranslationContext._get_path_id(path)
            )
            for key, path in paths
        )
        self.contexts = {(context.object_id, context.path): context for context in created}

    def _write_segments(self) -> None:
        self.strings = self._create_strings()
        templates = self._create_templates()
        rows = defaultdict(list)
        for key, segments in self.segments.items():
            for segment in segments:
                common = {
                    "source": self.sources[key],
                    "context": self.contexts[key, segment.path],
                    "order": segment.order,
                }
                if isinstance(segment, StringSegmentValue):
                    attrs = json.dumps(segment.attrs, cls=DjangoJSONEncoder)
                    string = self.strings[segment.string.data]
                    row = localize.StringSegment(**common, string=string, attrs=attrs)
                elif isinstance(segment, TemplateSegmentValue):
                    row = localize.TemplateSegment(
                        **common, template=templates[_template_id(segment)]
                    )
                elif isinstance(segment, OverridableSegmentValue):
                    data = json.dumps(segment.data, cls=DjangoJSONEncoder)
                    row = localize.OverridableSegment(**common, data_json=data)
                else:
                    raise TypeError(f"{self.model.__name__}: no record for {segment!r}")
                rows[type(row)].append(row)
        for model, new_rows in rows.items():
            model.objects.bulk_create(new_rows)

    def _create_strings(self) -> dict[str, localize.String]:
        hashes = {
            segment.string.data: localize.String._get_data_hash(segment.string.data)
            for segments in self.segments.values()
            for segment in segments
            if isinstance(segment, StringSegmentValue)
        }
        localize.String.objects.bulk_create(
            [
                localize.String(locale=self.locale, data=data, data_hash=data_hash)
                for data, data_hash in hashes.items()
            ],
            ignore_conflicts=True,
        )
        rows = localize.String.objects.filter(locale=self.locale, data_hash__in=hashes.values())
        return {row.data: row for row in rows}

    def _create_templates(self) -> dict:
        templates = {
            _template_id(segment): segment
            for segments in self.segments.values()
            for segment in segments
            if isinstance(segment, TemplateSegmentValue)
        }
        localize.Template.objects.bulk_create(
            [
                localize.Template(
                    uuid=uuid,
                    template=segment.template,
                    template_format=segment.format,
                    string_count=segment.string_count,
                )
                for uuid, segment in templates.items()
            ],
            ignore_conflicts=True,
        )
        return {row.uuid: row for row in localize.Template.objects.filter(uuid__in=templates)}

    def _write_translations(self, locale: Locale) -> None:
        pages = self.model.objects.filter(locale=locale, translation_key__in=self.sources)
        sources, translations = [], {}
        for page in pages:
            key = page.translation_key
            sources.append(self.sources[key])
            translated_strings = _strings_by_path(extract_segments(page))
            for path, strings in _strings_by_path(self.segments[key]).items():
                # With another number of strings a translator must pair them.
                if len(translated_strings[path]) == len(strings):
                    for string, translated in zip(strings, translated_strings[path], strict=True):
                        translations[string.string.data, key, path] = translated.string.data
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
            for (data, key, path), translated in translations.items()
        )


def _template_id(value: TemplateSegmentValue):
    """Return the uuid by which localize identifies a template: made of its text."""
    return uuid5(uuid5(localize.Template.BASE_UUID_NAMESPACE, value.format), value.template)
