"""An older translation says so to reader, editor and translator; figures are never translated."""

import json

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from core.page_translations import record_changed_sources
from home.models import MediaReportPage, ReportTask
from home.report_facts import copy_facts_of_originals
from tests.builders import a_report, a_translator, an_editor
from tests.client import new_client
from tests.journeys.test_translator import editor_props, publish, submit_for_translation, translate

pytestmark = pytest.mark.django_db
NOTE = "Оригинал изменён"
TEXTS = {"title": "Приём в марте", "slug": "mart", "summary": "Кого мы приняли."}


@pytest.fixture
def browser():
    return new_client(a_translator())


@pytest.fixture
def report(browser, django_capture_on_commit_callbacks):
    """Return a Kazakh report that is translated to Russian and published in both languages."""
    source = a_report()
    with django_capture_on_commit_callbacks(execute=True):
        submit_for_translation(browser, source, "ru")
    russian = translation_of(source)
    translate(browser, russian, TEXTS, "Вода")
    with django_capture_on_commit_callbacks(execute=True):
        publish(browser, russian)
    return source


def translation_of(source) -> MediaReportPage:
    return MediaReportPage.objects.get(
        locale__language_code="ru", translation_key=source.translation_key
    )


def change(source, **values) -> None:
    """Publish the source with other values; counts=(…) changes the figures by their places."""
    page = MediaReportPage.objects.get(pk=source.pk)
    counts = values.pop("counts", ())
    if counts:
        figures = list(page.figures.all())
        for figure, count in zip(figures, counts, strict=True):
            figure.count = count
        page.figures = figures
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def edit_screen(page, browser):
    return browser(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def test_current_translation_has_no_note(visit, report, browser):
    assert NOTE not in visit("/ru/reports/mart/")
    assert NOTE not in edit_screen(translation_of(report), browser)
    assert "старше этой страницы" not in edit_screen(report, new_client(an_editor("ru")))


def test_changed_words_are_told_to_reader_editor_and_translator(visit, report, browser):
    change(report, summary="Енді басқаша.")
    page = visit("/ru/reports/mart/")
    assert NOTE in page.main
    assert "Енді басқаша." not in page.main
    assert page.follow(report.title).path == "/kk/reports/nauryz/"
    assert NOTE not in visit("/kk/reports/nauryz/")
    assert NOTE in edit_screen(translation_of(report), browser)
    assert "старше этой страницы" in edit_screen(report, new_client(an_editor("ru")))


def test_report_of_translations_and_the_screen_have_the_new_words(report, browser):
    translation = Translation.objects.get(
        source__object_id=report.translation_key, target_locale__language_code="ru"
    )
    assert translation.get_progress()[0] == translation.get_progress()[1]
    change(report, summary="Енді басқаша.")
    total, translated = translation.get_progress()
    assert translated == total - 1
    assert "Енді басқаша." in str(editor_props(browser, translation_of(report))["segments"])
    listed = new_client(a_translator())("/admin/localize/reports/translations/?target_locale=ru")
    assert "Ожидание" in listed.main


def test_renewed_translation_has_no_note(
    visit, report, browser, django_capture_on_commit_callbacks
):
    change(report, summary="Енді басқаша.")
    translate(browser, translation_of(report), TEXTS, "Вода")
    with django_capture_on_commit_callbacks(execute=True):
        publish(browser, translation_of(report))
    assert NOTE not in visit("/ru/reports/mart/")


def test_changed_figures_stand_in_every_language_at_once_without_a_note(visit, report):
    assert "5" in visit("/ru/reports/mart/").main
    change(report, counts=(30, 12), raised=42, came=77)
    russian = visit("/ru/reports/mart/")
    assert NOTE not in russian
    for number in ("42", "77", "30", "12"):
        assert number in russian.main, number
    assert [row.count for row in translation_of(report).figures.all()] == [30, 12]


def test_added_and_removed_rows_keep_the_sum_in_every_language(report):
    page = MediaReportPage.objects.get(pk=report.pk)
    first, _second = page.figures.all()
    page.figures = [first, type(first)(title="Баспана", count=6, sort_order=2)]
    page.tasks = [ReportTask(task="Құбырды ауыстыру", who="Әкімдік")]
    page.raised = first.count + 6
    page.save_revision().publish()
    russian = translation_of(report)
    assert [(row.title, row.count) for row in russian.figures.all()] == [
        ("Вода", 3),
        ("Баспана", 6),
    ]
    assert russian.raised == 9
    assert russian.tasks.count() == 1


def test_publishing_a_translation_takes_the_figures_of_the_original(report):
    russian = translation_of(report)
    russian.came = 1000
    russian.save_revision().publish()
    assert translation_of(report).came == report.came


def test_differences_of_the_last_version_end_with_prepare(visit, report):
    MediaReportPage.objects.filter(pk=report.pk).update(came=99, summary="Енді басқаша.")
    Page.objects.filter(pk=report.pk).update(last_published_at="2027-01-01T00:00Z")
    copy_facts_of_originals()
    assert translation_of(report).came == 99
    record_changed_sources()
    assert NOTE in visit("/ru/reports/mart/")
    source = TranslationSource.objects.get(object_id=report.translation_key)
    assert json.loads(source.content_json)["summary"] == "Енді басқаша."
