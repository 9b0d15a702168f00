"""Public pages of offices, procedures and standards, the feed and the API."""

import json
import re
from datetime import date, timedelta

import icalendar
import pytest
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale, Page

from services.models import (
    Fee,
    OfficePage,
    Procedure,
    ProcedurePage,
    ProcedureTerm,
    ServiceStandard,
    ServiceStandardPage,
    Topic,
)
from services.offices.opening_hours import opening_status
from services.schedule.slots import receptions
from tests.builders import almaty_time
from tests.services.builders import add_hours, create_closure, create_office, create_official


@pytest.fixture
def busy_office(office):
    """Return an office with an official who receives every day of the week."""
    official = create_official(office)
    for weekday in range(1, 8):
        add_hours(official, weekday, room="12", starts="08:00", ends="20:00", minutes=30)
    return office


def add_page(model, parent_slug: str, code: str, **facts):
    locale = Locale.objects.get(language_code=code)
    parent = Page.objects.get(slug=parent_slug, locale=locale)
    page = model(locale=locale, **facts)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def next_reception(office):
    today = timezone.localdate()
    return receptions(office, today + timedelta(days=1), today + timedelta(days=20))[0]


@pytest.mark.parametrize(
    ("code", "title", "address", "ramp"),
    [
        ("kk", "Кентау қабылдау бөлмесі", "Абай даңғылы", "Кресло-арбамен кіретін жол"),
        ("ru", "Приёмная города Кентау", "проспект Абая", "Вход для коляски"),
        ("en", "Kentau Reception", "5 Abai Avenue", "Way in for a wheelchair"),
    ],
)
def test_office_page_is_in_the_readers_language(visit, busy_office, code, title, address, ramp):
    page = visit(f"/{code}/offices/kent/", allow={"untranslated_text"} if code == "en" else ())
    assert page.h1 == title
    assert address in page.main
    assert ramp in page.main
    assert "Айгүл Серікбаева" in page.main


def test_office_page_shows_live_prose_of_its_language(visit, busy_office, site):
    facts = {"office": busy_office, "title": "x", "slug": "whatever"}
    page = add_page(OfficePage, "offices", "kk", summary="Бірінші қабат, оң жақтағы есік.", **facts)
    assert "оң жақтағы есік" in visit("/kk/offices/kent/")
    assert "оң жақтағы есік" not in visit("/ru/offices/kent/")
    page.unpublish()
    assert "оң жақтағы есік" not in visit("/kk/offices/kent/")


def test_inactive_office_is_not_public(visit, office):
    office.active = False
    office.save()
    visit("/kk/offices/kent/", status=404)
    assert "Кентау" not in visit("/kk/offices/").main


def test_closed_day_shows_its_reason(visit, busy_office):
    day = next_reception(busy_office).day
    create_closure(busy_office, day)
    assert "Приёма нет: Ремонт" in visit("/ru/offices/kent/").main
    assert "Қабылдау жоқ: Жөндеу" in visit("/kk/offices/kent/").main


def test_official_who_is_away_is_named_with_the_reason(visit, busy_office):
    day = next_reception(busy_office).day
    away = busy_office.officials.get()
    create_closure(busy_office, day, official=away, reason_kk="Іссапар", reason_ru="Командировка")
    note = "Приёма нет: Командировка"
    schedule = f"/ru/reception/?office={busy_office.slug}"
    for address, item in (
        ("/ru/offices/kent/", ".week__slots > li"),
        (f"/ru/offices/kent/?month={day:%Y-%m}", ".month__items > li"),
        (schedule, ".week__slots > li"),
        ("/ru/offices/kent/stand/", ".stand__month > li"),
        ("/ru/offices/kent/stand/", ".stand__table tr"),
        ("/ru/offices/kent/kiosk/", ".kiosk__list > li"),
    ):
        page = visit(address, allow={"language_links"} if "kiosk" in address else ())
        lines = [line.get_text(" ", strip=True) for line in page.soup.select(item)]
        named = [line for line in lines if note in line]
        assert named, f"{address} {item}"
        assert all(away.name in line for line in named), f"{address} {item}"


def test_invalid_months_show_the_page(visit, busy_office):
    for month in ("2099-01", "1999-12", "abc", "2026-13", "%00"):
        visit(f"/kk/offices/kent/?month={month}")


def test_settlement_typed_with_russian_letters_finds_the_office(visit, office):
    office.settlements_kk = "Қоңыр, Ақсай"
    office.save()
    page = visit("/ru/offices/").send({"q": "коныр"})
    assert "Қоңыр" in page.main
    assert "Приёмная города Кентау" in page.main
    no_match = visit("/kk/offices/?q=Лондон")
    assert "табылмады" in no_match.main
    visit("/kk/offices/?q=" + "%27%22%3C" * 40)


def test_branches_are_nested_under_their_office(visit, office):
    create_office("kent-2", "KEB", title_kk="Ащысай бөлмесі", parent=office)
    page = visit("/kk/offices/")
    nested = page.soup.select(".branches .branches .branch__title")
    assert [tag.get_text(strip=True) for tag in nested] == ["Ащысай бөлмесі"]


def test_office_feed_marks_closed_receptions_cancelled(client, busy_office):
    first = next_reception(busy_office)
    create_closure(busy_office, first.day)
    response = client.get("/ru/feeds/office/kent.ics")
    calendar = icalendar.Calendar.from_ical(response.content)
    events = {event["UID"]: event for event in calendar.walk("VEVENT")}
    event = events[f"reception-{first.hours_id}-{first.day:%Y%m%d}@qabyldau"]
    assert event["STATUS"] == "CANCELLED"
    assert "Ремонт" in event["DESCRIPTION"]
    assert event["DTSTART"].dt == first.starts_at
    assert event["DTSTART"].dt.utcoffset() == timedelta(hours=5)
    assert sum(event["STATUS"] == "CONFIRMED" for event in events.values()) > 30
    assert "12" in event["LOCATION"]


def test_changed_hours_show_on_the_page_and_in_the_feed(visit, client, busy_office):
    for hours in busy_office.officials.get().hours.all():
        hours.starts, hours.ends = "07:10", "07:40"
        hours.save()
    assert "07:10–07:40" in visit("/kk/offices/kent/").main
    assert b"T071000" in client.get("/kk/feeds/office/kent.ics").content


def test_api_lists_offices_and_free_slots(client, busy_office):
    response = client.get("/api/v1/offices").json()
    assert response["count"] == 1
    row = response["offices"][0]
    assert (row["slug"], row["title"]["ru"]) == ("kent", "Приёмная города Кентау")
    assert len(row["hours"]) == 5
    slots = client.get("/api/v1/slots?office=kent").json()
    assert slots["officials"][0]["name"]["kk"] == "Айгүл Серікбаева"
    assert all(slot["free"] == 1 for slot in slots["slots"])
    assert slots["slots"][0]["starts_at"].endswith("+05:00")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "office=nowhere",
        "office=kent&from=yesterday",
        "office=kent&from=2026-05-01&to=2026-04-01",
        "office=kent&from=2026-05-01&to=2027-05-01",
        "office=kent&official=x",
        "office=kent&official=99999999",
        "office=kent&from=9999-12-31",
    ],
)
def test_api_answers_400_with_a_message_for_invalid_queries(client, office, query):
    response = client.get(f"/api/v1/slots?{query}")
    assert response.status_code == 400
    assert response.json()["error"]


def test_api_documentation_lists_every_endpoint(visit, db):
    page = visit("/api/v1/docs", allow={"untranslated_text"})
    for name in ("offices", "slots", "answers", "search", "figures", "terms"):
        assert f"/api/v1/{name}" in page.main


@pytest.fixture
def standard(office):
    topic = Topic.objects.create(slug="transport", title_kk="Көлік", title_ru="Транспорт")
    row = ServiceStandard.objects.create(
        slug="car", title_kk="Көлікті тіркеу", topic=topic, amount=3, total=5711
    )
    Fee.objects.create(standard=row, title_kk="Мемлекеттік баж", amount=5000)
    Fee.objects.create(standard=row, title_kk="Нөмір белгісі", amount=711)
    row.offices.add(office)
    return row


def test_standard_page_shows_fees_with_their_sum(visit, site, standard):
    page = add_page(
        ServiceStandardPage,
        "standards",
        "kk",
        title="Көлікті тіркеу",
        standard=standard,
        documents="<ul><li>Жеке куәлік</li></ul>",
    )
    shown_page = visit(page.url)
    assert "Жеке куәлік" in shown_page.main
    assert "3 жұмыс күні" in shown_page.main
    assert shown_page.soup.select_one("tfoot").get_text(" ", strip=True) == "Барлығы 5\u00a0711"
    assert "Кентау қабылдау бөлмесі" in shown_page.main


def test_standards_are_filtered_by_topic_and_office(visit, site, standard):
    add_page(ServiceStandardPage, "standards", "kk", title="Көлікті тіркеу", standard=standard)
    other = ServiceStandard.objects.create(slug="job", title_kk="Жұмыс іздеу")
    add_page(ServiceStandardPage, "standards", "kk", title="Жұмыс іздеу", standard=other)
    page = visit("/kk/standards/").send({"topic": "transport"})
    assert "Көлікті тіркеу" in page.main
    assert "Жұмыс іздеу" not in page.main
    assert "Жұмыс іздеу" not in visit("/kk/standards/?office=kent").main
    visit("/kk/standards/?topic=nonsense&office='&page=999")


def test_procedure_page_shows_terms_and_legal_act(visit, site):
    procedure = Procedure.objects.create(
        slug="personal",
        title_kk="Жеке қабылдау",
        legal_act_kk="ҚР ӘРПК 86-бап",
        in_force_from=date(2021, 7, 1),
    )
    ProcedureTerm.objects.create(
        procedure=procedure, title_kk="Жауап беру", amount=15, article="76-бап"
    )
    page = add_page(ProcedurePage, "procedures", "kk", title="Жеке қабылдау", procedure=procedure)
    shown_page = visit(page.url)
    for text in ("15 жұмыс күні", "76-бап", "ҚР ӘРПК 86-бап", "2021"):
        assert text in shown_page.main
    assert "Жеке қабылдау" in visit("/kk/procedures/").main


def test_offices_and_officials_are_found_by_search(visit, busy_office):
    assert "Приёмная города Кентау" in visit("/ru/search/?q=Кентау").main
    assert "Айгүл Серікбаева" in visit("/kk/search/?q=Серікбаева").main
    busy_office.active = False
    busy_office.save()
    assert "Серікбаева" not in visit("/kk/search/?q=Айгүл").main


def test_preview_shows_the_draft_with_the_office_facts(busy_office, site):
    page = add_page(
        OfficePage, "offices", "kk", title="x", slug="kent", office=busy_office, summary="Ескі сөз"
    )
    page.summary = "Жаңа сөз"
    response = page.make_preview_request(preview_mode="")
    response.render()
    assert "Жаңа сөз" in response.content.decode()
    assert "Айгүл Серікбаева" in response.content.decode()


def test_procedure_steps_are_a_list(visit, site):
    procedure = Procedure.objects.create(slug="p", title_kk="Р", in_force_from=date(2021, 7, 1))
    page = add_page(
        ProcedurePage,
        "procedures",
        "kk",
        title="Рәсім",
        procedure=procedure,
        body=[{"type": "steps", "value": ["Жазыласыз", "Келесіз"]}],
    )
    items = visit(page.url).soup.select(".steps li")
    assert [tag.get_text(strip=True) for tag in items] == ["Жазыласыз", "Келесіз"]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-02-28 20:00", "в понедельник в 09:00"),
        ("2026-03-02 20:00", "во вторник в 09:00"),
        ("2026-03-06 20:00", "во вторник в 09:00"),
    ],
)
def test_russian_weekday_of_the_next_opening_has_its_case(office, day, sentence):
    with override("ru"):
        words = json.loads(opening_status(office, almaty_time(day)).for_script)
    next_opening = next(row for row in words["times"] if row[0] > day.replace(" ", "T"))
    assert next_opening[2] == sentence


def test_month_of_the_grid_has_its_case(visit, busy_office):
    month = visit("/ru/offices/kent/").soup.select_one("table.month")
    names = [name.get_text() for name in month.select(".month__date span")]
    assert all(re.fullmatch(r"\w+[ая], \w+", name) for name in names), names
