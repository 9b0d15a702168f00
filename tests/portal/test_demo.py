"""The demo: its content is consistent, and a small run fills every part of the portal."""

import re
import tomllib
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation

from appeals.access import visible_appeals
from appeals.models import Appeal, Event, MonthlyReport, PublishedAnswer, Rating
from appeals.states import State
from core.i18n.localtext import get_localized
from core.models import Notice, User
from core.workdays.source import working_calendar
from home.models import MediaReportPage, StandardPage
from portal.demo.content import FOLDER, read_rows
from search.models import SearchEntry, Term
from search.query.synonyms import INITIAL_TERMS
from services.models import (
    Booking,
    Office,
    OfficePage,
    Official,
    ProcedurePage,
    ServiceStandard,
    ServiceStandardPage,
)
from tests.client import new_client
from tests.journeys.test_translator import editor_props

LANGUAGES = {"kk", "ru", "en"}
FILES = [*sorted(FOLDER.glob("*.toml")), INITIAL_TERMS]
MIXED = re.compile(r"[a-zA-Z][\u0400-\u04ff]|[\u0400-\u04ff][a-zA-Z]")
FILLER = re.compile(r"lorem|ipsum|\bTODO\b|\bxxx\b", re.I)
NO_SUBSCRIBER = re.compile(r"\+77\d{2,4}0{3,7}\d{2,3}$")


def texts(value, where=""):
    """Yield every text of a content file as (where, {language: text})."""
    if isinstance(value, dict):
        if set(value) >= LANGUAGES and isinstance(value["kk"], str):
            yield where, value
            return
        for key, inner in value.items():
            yield from texts(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{where}[{number}]")


# --- content ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_texts_are_complete_in_three_languages_without_mixed_alphabets(path):
    for where, text in texts(tomllib.loads(path.read_text(encoding="utf-8"))):
        optional = ".also" in where  # a word may have no other name in one language
        for code in LANGUAGES:
            value = text[code]
            assert isinstance(value, str), (where, code)
            assert value.strip() or optional, (where, code)
            assert not MIXED.search(value), (where, value)
            assert not FILLER.search(value), (where, value)
        assert not re.search(r"[\u0400-\u04ff]", text["en"]), (where, text["en"])


def test_content_has_the_documented_size():
    offices = Counter(row["level"] for row in read_rows("offices", "office"))
    assert offices == {"central": 1, "regional": 4, "district": 8}
    assert len(read_rows("officials", "official")) == 40
    assert len(read_rows("procedures", "procedure")) == 12
    assert len(read_rows("standards", "standard")) == 25
    assert len(read_rows("reports", "report")) == 24


def test_fees_add_up_to_the_total():
    for row in read_rows("standards", "standard"):
        assert sum(fee["tenge"] for fee in row["fees"]) == row["total"], row["slug"]
    plate = next(
        r for r in read_rows("standards", "standard") if r["slug"] == "vehicle-registration"
    )
    assert [fee["tenge"] for fee in plate["fees"]] == [8576, 3829, 766]


def test_report_table_matches_its_lead():
    for row in read_rows("reports", "report"):
        assert sum(figure["count"] for figure in row["figures"]) == row["raised"], row["slug"]
        assert row["controlled"] <= row["raised"]
        for code in LANGUAGES:
            numbers = [int(number) for number in re.findall(r"\d+", row["lead"][code])]
            assert numbers == [row["came"], row["raised"], row["controlled"]], row["slug"]


def test_task_status_matches_its_due_day():
    """Relative to the day of the demo, a late task is past its day and an open one is not."""
    for row in read_rows("reports", "report"):
        for task in row["tasks"]:
            left = task["due"] - row["days_ago"]
            assert left < 0 if task["stand"] == "late" else True, (row["slug"], task["task"]["en"])
            assert left > 0 if task["stand"] == "open" else True, (row["slug"], task["task"]["en"])


def test_phone_numbers_belong_to_no_subscriber():
    for name, key in [("offices", "office"), ("bodies", "body")]:
        for row in read_rows(name, key):
            for field in ("phone", "trust_line"):
                assert NO_SUBSCRIBER.match(row.get(field, "+77000000000")), (row["slug"], field)
            assert row["email"].endswith(".example")


def test_reception_hours_meet_the_norm():
    weekly = 4
    for row in read_rows("officials", "official"):
        receptions = sum(1 if "week" in rule else weekly for rule in row["hours"])
        assert receptions >= row["norm"], row["slug"]


# --- a run --------------------------------------------------------------------------


def counts():
    return Appeal.objects.count(), Booking.objects.count(), SearchEntry.objects.count()


def test_small_demo_fills_the_portal_and_adds_nothing_when_repeated(visit):
    """One run for all checks, since a run takes long."""
    run(appeals=12)
    check_every_part_has_rows()
    check_pages_have_three_languages()
    check_translation_records()
    check_nothing_is_in_the_future()
    check_answers_have_two_editors()
    check_staff_see_their_own_office()
    check_report_page(visit)
    check_reception_is_found_by_any_spelling(visit)
    check_translator_sees_both_languages()

    before = counts()
    run(appeals=12)
    assert counts() == before
    check_translation_records()

    target = published().count() + 40
    for _run in range(2):
        run(appeals=12, answers=target)
        assert published().count() == target
        assert SearchEntry.objects.filter(kind="answer").count() == target


def run(**options):
    call_command("demo", stdout=StringIO(), **options)


def check_reception_is_found_by_any_spelling(visit):
    for query in ("қабылдау", "qabyldau", "кабылдау", "прием", "reception"):
        for code, title in (("kk", "Қабылдау кестесі"), ("ru", "График приёма")):
            page = visit(f"/{code}/search/?q={query}", allow={"untranslated_text"})
            assert page.soup.select_one(".row__title").get_text() == title, query
    schedule = page.follow("График приёма")
    assert "Центральная общественная приёмная" in schedule.main


def published():
    return PublishedAnswer.objects.filter(stage=PublishedAnswer.Stage.PUBLISHED)


def check_every_part_has_rows():
    assert Office.objects.count() == 13
    assert Official.objects.count() == 40
    assert Term.objects.count() >= 150
    assert OfficePage.objects.live().count() == 39
    assert ProcedurePage.objects.live().count() == 36
    assert ServiceStandardPage.objects.live().count() == 75
    assert MediaReportPage.objects.live().count() == 72
    assert StandardPage.objects.live().count() == 21
    assert set(Appeal.objects.values_list("state", flat=True)) == set(State.values)
    assert Rating.objects.exists()
    assert Booking.objects.filter(status=Booking.Status.BOOKED).exists()
    assert MonthlyReport.objects.count() == 11 * 13
    assert {user.username for user in User.objects.all()} >= {"admin", "editor", "staff", "head"}
    for standard in ServiceStandard.objects.all():
        standard.clean()  # refuses fees that do not add up


def check_pages_have_three_languages():
    for model in (OfficePage, ProcedurePage, ServiceStandardPage, MediaReportPage, StandardPage):
        keys = Counter(model.objects.values_list("translation_key", flat=True))
        assert set(keys.values()) == {3}, model


def check_translation_records():
    """What localize would publish from its records equals the pages."""
    recorded = Translation.objects.select_related("source", "target_locale")
    assert (
        recorded.count() == 2 * Page.objects.filter(locale__language_code="kk", depth__gt=1).count()
    )
    assert not StringTranslation.objects.filter(has_error=True).exists()
    for translation in recorded:
        total, translated = translation.get_progress()
        assert total == translated > 0, translation.source.object_repr
        page = translation.get_target_instance()
        rendered = translation.source.get_ephemeral_translated_instance(translation.target_locale)
        for name in ("title", "slug", "summary", "who", "documents", "steps", "where", "place"):
            assert getattr(rendered, name, "") == getattr(page, name, ""), (page.title, name)
        stored = type(page).objects.get(pk=page.pk).body.get_prep_value()
        assert rendered.body.get_prep_value() == stored, page.title


def check_translator_sees_both_languages():
    browser = new_client(User.objects.get(username="translator"))
    page = ServiceStandardPage.objects.filter(locale__language_code="ru").order_by("pk")[0]
    source = ServiceStandardPage.objects.get(
        locale__language_code="kk", translation_key=page.translation_key
    )
    screen = editor_props(browser, page)
    translations = {row["segment_id"]: row["data"] for row in screen["initialStringTranslations"]}
    pairs = {
        segment["source"]: translations[segment["id"]]
        for segment in screen["segments"]
        if segment["type"] == "string"
    }
    assert pairs[source.title] == page.title


def check_nothing_is_in_the_future():
    calendar = working_calendar()
    assert all(calendar.is_workday(page.date) for page in MediaReportPage.objects.all())
    now = timezone.now()
    assert not Appeal.objects.filter(registered_at__gt=now).exists()
    assert not Event.objects.filter(at__gt=now).exists()
    assert not Notice.objects.filter(delivery=Notice.Delivery.QUEUED).exists()


def check_answers_have_two_editors():
    assert published().exists()
    assert all(answer.checked_by_id != answer.prepared_by_id for answer in published())
    assert SearchEntry.objects.filter(kind="answer").count() == published().count()


def check_staff_see_their_own_office():
    for user in User.objects.filter(username__startswith="staff-"):
        offices = {appeal.office.slug for appeal in visible_appeals(user)}
        assert offices <= {user.username.removeprefix("staff-")}


def check_report_page(visit):
    for page in MediaReportPage.objects.filter(date__isnull=False).order_by("-date")[:3]:
        text = visit(page.url).text
        assert page.title in text
        assert str(page.raised) in text
        check_picture(visit(page.url).soup.select_one(".picture img"), page)


def check_picture(picture, page):
    assert picture["alt"] == get_localized(page.photo, "alt", page.locale.language_code)
    assert picture["loading"] == "lazy"
    assert {"width", "height"} <= picture.attrs.keys()
    for rendition in page.photo.renditions.all():
        assert rendition.file.size < 20_000, rendition.filter_spec
