"""The front page, media reports, feeds and the emergency banner."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.translation import override

from home import front_page
from home.models import ReportTask, StandardPage
from services.models import Closure
from tests.builders import (
    a_report,
    a_working_office,
    almaty_time,
    an_appeal,
    an_official,
    days_ago,
    set_portal_contacts,
)
from tests.citizen_form import interface_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_front_page_has_search_and_three_entry_links(visit, site, language):
    page = visit(f"/{language}/")
    search = page.form(["q"])
    assert search["action"] == f"/{language}/search/"
    links = [str(a["href"]) for a in page.soup.select(".action-cards a")]
    assert links[:3] == [
        f"/{language}/offices/", f"/{language}/appeals/new/", f"/{language}/appeals/status/",
    ]  # fmt: skip
    for address in links:
        visit(address)


@pytest.mark.parametrize(
    "language, first, second, today",
    [
        ("kk", "2 наурыз", "3 наурыз", "Бүгін"),
        ("ru", "2 марта", "3 марта", "Сегодня"),
        ("en", "2 March", "3 March", "Today"),
    ],
)
def test_front_page_names_the_next_reception_by_its_date(language, first, second, today):
    """A script writes “today” by the reader's clock: a kept page is never false without it."""
    an_official(a_working_office())
    with override(language):
        shown = front_page.front_page_context(almaty_time("2026-03-02 11:59"), language)
        later = front_page.front_page_context(almaty_time("2026-03-02 12:00"), language)
    (line,) = (BeautifulSoup(text, "lxml") for text in shown["reception_lines"])
    assert line.get_text().startswith(f"{first} 10:00–12:00: Айгүл Серікбаева")
    assert line.select_one("time")["data-today"] == today
    assert shown["until"] == almaty_time("2026-03-02 12:00")
    (line,) = (BeautifulSoup(text, "lxml") for text in later["reception_lines"])
    assert line.get_text().startswith(f"{second} 10:00")
    assert later["until"] == almaty_time("2026-03-03 00:00")


def test_figures_of_the_month_add_up_to_the_received_appeals():
    for _ in range(2):
        an_appeal(almaty_time("2026-02-02 10:00")).answered()
    an_appeal(almaty_time("2026-02-02 10:00"))
    an_appeal(almaty_time("2026-02-26 10:00"))
    an_appeal(almaty_time("2026-02-02 10:00")).forwarded()
    an_appeal(almaty_time("2026-02-02 10:00")).closed()
    facts = front_page.month_figures(date(2026, 3, 2))["facts"]
    assert [fact["value"] for fact in facts] == [6, 2, 1, 3]


def test_front_page_skips_closed_days():
    office = a_working_office()
    an_official(office)
    Closure.objects.create(
        office=office, first_day=date(2026, 3, 2), last_day=date(2026, 3, 3), reason_kk="Жөндеу"
    )
    with override("en"):
        lines = front_page.front_page_context(almaty_time("2026-03-02 09:00"), "en")[
            "reception_lines"
        ]
    assert ">4 March<" in lines[0]


def test_news_are_in_the_readers_language(visit, site):
    office = a_working_office()
    for language, title in (("kk", "Шатырды жөндеу"), ("ru", "О ремонте крыши")):
        appeal = an_appeal(days_ago(9), office=office, language=language, consent_publication=True)
        appeal.published(title, "112", "103")
    a_report("kk", "Наурыздағы қабылдау")
    a_report("ru", "Приём в марте", slug="mart")
    kazakh, russian = visit("/kk/").main, visit("/ru/").main
    assert "Шатырды жөндеу" in kazakh
    assert "Наурыздағы қабылдау" in kazakh
    assert "О ремонте крыши" in russian
    assert "Приём в марте" in russian
    assert "О ремонте крыши" not in kazakh
    assert "Приём в марте" not in kazakh


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_banner_shows_on_every_page_until_it_expires(visit, site, language):
    texts = {"kk": "Боран: жол жабық", "ru": "Буран: дорога закрыта", "en": "Blizzard: road closed"}
    banner = {f"banner_{code}": text for code, text in texts.items()}
    set_portal_contacts(**banner, banner_until=timezone.now() + timedelta(hours=1))
    assert texts[language] in visit(f"/{language}/")
    assert texts[language] in visit(f"/{language}/answers/")
    set_portal_contacts(**banner, banner_until=timezone.now() - timedelta(minutes=1))
    assert texts[language] not in visit(f"/{language}/")


def test_every_page_shows_the_hotline(visit, site):
    set_portal_contacts()
    page = visit("/kk/answers/")
    assert page.soup.select_one("a[href='tel:+77172740000']")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", ["answers", "reports", "search"])
def test_feeds_are_atom_with_absolute_urls(visit, site, language, name):
    office = a_working_office()
    appeal = an_appeal(days_ago(9), office=office, language=language, consent_publication=True)
    appeal.published("Шатыр", "112", "103")
    a_report(language, "Шатыр")
    response = visit.client.get(f"/{language}/feeds/{name}/")
    assert "atom+xml" in response["Content-Type"]
    feed = BeautifulSoup(response.content, "xml")
    assert feed.find("feed").find("title").get_text()
    assert feed.find("feed").get("xml:lang", language) == language
    for entry in feed.find_all("entry"):
        assert entry.find("updated").get_text()
        address = entry.find("link")["href"]
        assert address.startswith("http")
        visit("/" + address.split("/", 3)[3])
    assert feed.find("entry").find("title").get_text() == "Шатыр"


def test_live_page_is_found_and_unpublished_one_is_not(visit, site):
    page = StandardPage(
        title="Дербес деректер", slug="privacy-test", locale=site["kk"].locale,
        body=[("text", "<p>Деректеріңізді қалай <b>сақтаймыз</b>.</p>")],
    )  # fmt: skip
    site["kk"].add_child(instance=page)
    page.save_revision().publish()
    assert "Дербес деректер" in visit("/kk/search/", {"q": "сақтаймыз"}).main
    page.unpublish()
    assert "Дербес деректер" not in visit("/kk/search/", {"q": "сақтаймыз"}).main


def test_report_page_shows_facts_tasks_and_sum(visit, site):
    report = a_report(
        figures=(("Су", 3), ("Жол", 2)), came=9, controlled=1,
        sources="Айқын газеті\nqogam.kz", office=a_working_office(),
    )  # fmt: skip
    ReportTask.objects.create(
        page=report, task="Құбырды ауыстыру", who="Су арнасы", until=date(2026, 4, 1), stand="late"
    )
    ReportTask.objects.create(page=report, task="Жолды түзету", who="Жол бөлімі", stand="done")
    page = visit("/kk/reports/nauryz/")
    assert [text for text in ("9", "5", "1") if text not in page.main] == []
    assert "Құбырды ауыстыру" in page
    assert "1 сәуірге дейін" in page
    assert "Айқын газеті" in page
    rows = [row.get_text(" ", strip=True) for row in page.soup.select("main table tr")]
    assert rows[-1].endswith("5")
    assert interface_text("kk", "In all") in rows[-1]
    assert page.soup.select_one("figure svg title")


@pytest.mark.parametrize(("language", "query"), [("kk", "қабылдау"), ("ru", "приём")])
def test_media_report_is_found_by_search_under_its_kind(visit, site, language, query):
    title = {"kk": "Наурыз айындағы қабылдау", "ru": "Приём в марте"}[language]
    page = a_report(language, title=title)
    results = visit(f"/{language}/search/?q={query}&kind=report")
    assert results.soup.select_one(f'main a[href="{page.url}"]')
