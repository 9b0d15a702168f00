"""Figures, dates and names of a media report are the same in every language.

Whichever language is published, the facts of the original stand in all of them at once, without a
translator; a row that is not translated yet stands in the original's words.
"""

from django.dispatch import receiver
from wagtail.signals import page_published

from core.page_translations import original_page
from home.models import MediaReportPage, ReportFigure, ReportTask

Row = ReportFigure | ReportTask
ROWS: tuple[type[Row], ...] = (ReportFigure, ReportTask)


@receiver(page_published, sender=MediaReportPage)
def copy_published_facts(sender, instance: MediaReportPage, **kwargs) -> None:
    """Copy the facts of a published original to its translations, or to the one published."""
    original = original_page(instance)
    if original is None:
        translations = MediaReportPage.objects.filter(translation_key=instance.translation_key)
        for translation in translations.filter(alias_of=None).exclude(pk=instance.pk):
            copy_facts(instance, translation)
    elif original.live:
        copy_facts(original.specific, instance)


def copy_facts_of_originals() -> None:
    """Copy the facts of every published report to its translations."""
    for report in MediaReportPage.objects.live():
        if original_page(report) is None:
            copy_published_facts(MediaReportPage, report)


def copy_facts(original: MediaReportPage, translation: MediaReportPage) -> None:
    """Give the stored `translation` the facts and the rows of the stored `original`.

    It is not published anew: its date of publication is the date of its words.
    """
    original = MediaReportPage.objects.get(pk=original.pk)
    for model in ROWS:
        _copy_rows(model, original, translation)
    page = MediaReportPage.objects.get(pk=translation.pk)
    facts = {name: getattr(original, name) for name in MediaReportPage.FACTS}
    if any(getattr(page, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(page, name, value)
        page.save(clean=False)


def _copy_rows(model: type[Row], original: MediaReportPage, translation: MediaReportPage) -> None:
    """Pair the rows by translation key, or by place where none is paired so."""
    rows = list(model.objects.filter(page=original))
    own = {row.translation_key: row for row in model.objects.filter(page=translation)}
    if not own.keys() & {row.translation_key for row in rows} and len(own) == len(rows):
        own = dict(zip([row.translation_key for row in rows], own.values(), strict=True))
    for row in rows:
        copy = own.pop(row.translation_key, None) or _untranslated_copy(row, translation)
        for name in model.FACTS:
            setattr(copy, name, getattr(row, name))
        copy.save()
    model.objects.filter(pk__in=[row.pk for row in own.values()]).delete()


def _untranslated_copy(row: Row, translation: MediaReportPage) -> Row:
    copy = type(row).objects.get(pk=row.pk)
    copy.pk, copy.page, copy.locale = None, translation, translation.locale
    copy._state.adding = True
    return copy
