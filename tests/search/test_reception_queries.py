"""Queries about a reception find the schedule, in any letters and language."""

import pytest
from django.core.management import call_command

from search.models import Promotion
from search.promoted_results import find_promoted
from search.query import synonyms
from search.query.request import Query
from services.models import Official
from tests.sample_content import create_sample_content
from tests.search.entries import add_entry

pytestmark = pytest.mark.django_db
WORDS = ("қабылдау", "qabyldau", "кабылдау", "прием", "reception")
TITLES = {"kk": "Қабылдау кестесі", "ru": "График приёма", "en": "Reception schedule"}


@pytest.fixture
def office():
    synonyms.create_initial_terms()
    sample_office = create_sample_content()
    call_command("reindex")
    return sample_office


def titles(page) -> list[str]:
    return [tag.get_text() for tag in page.soup.select(".row__title")]


@pytest.mark.parametrize("code", TITLES)
def test_every_name_of_a_reception_finds_the_schedule(office, visit, code):
    """It ranks first without promotions, among answers about receptions and refusals."""
    official = Official.objects.filter(office=office).first()
    for number in range(12):
        add_entry(
            f"kk{number}", title="Дәрігер қабылдауға жазудан бас тартты", body="Қабылдау жоқ."
        )
        add_entry(
            f"ru{number}", "ru", title="Отказ в приёме", body="Приём ведёт другой врач. Отказ."
        )
        add_entry(f"en{number}", "en", title="Refusal", body="The reception refused. A reception.")
    for words in WORDS:
        page = visit(f"/{code}/search/?q={words}", allow={"untranslated_text"})
        assert titles(page)[0] == TITLES[code], (words, titles(page))
    schedule = page.follow(TITLES[code])
    assert official.name in schedule.main
    assert office.title in schedule.main


def test_promotion_applies_to_synonyms(office, visit):
    Promotion.objects.create(words="қабылдау", entry_group="page:schedule")
    for words in (*WORDS, "приёма", "қабылдаулар"):
        assert (
            titles(visit(f"/ru/search/?q={words}", allow={"untranslated_text"}))[0] == TITLES["ru"]
        ), words
        assert find_promoted(Query(words, "ru")), words
    assert find_promoted(Query("приём в школу", "ru")) == [], "a query with more words is another"


def test_api_lists_promoted_results(office, client):
    Promotion.objects.create(words="қабылдау", entry_group="page:schedule")
    answer = client.get("/api/v1/search", {"q": "приёма", "lang": "ru"}).json()
    assert [hit["title"] for hit in answer["promoted"]] == [TITLES["ru"]]
    assert answer["promoted"][0]["url"] == "http://testserver/ru/reception/"
    assert answer["promoted"][0].keys() == answer["hits"][0].keys()
    for more in ({"page": 2}, {"kind": "office"}, {"q": "приём в школу"}):
        params = {"q": "приёма", "lang": "ru", **more}
        assert client.get("/api/v1/search", params).json()["promoted"] == [], more


def test_schedule_page_accepts_office_and_week(office, visit):
    page = visit("/kk/reception/")
    assert page.h1 == TITLES["kk"]
    page = page.send({"office": office.slug})
    assert office.title in page.main
    next_week = page.follow("Келесі апта")
    assert office.title in next_week.main
    for address in ("?week=-1", "?week=x", "?week=99", "?office=nowhere"):
        assert visit(f"/kk/reception/{address}").h1 == TITLES["kk"]
