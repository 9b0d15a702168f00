"""The results page, its feed, API, suggestions and filters."""

from datetime import date
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from search import sources
from search.models import QueryLog
from tests.builders import a_topic, an_office
from tests.search.entries import add_entry, found_keys, search_for

pytestmark = pytest.mark.django_db


def test_result_is_shown_in_the_readers_language(visit):
    for code, title in (("kk", "Жеке қабылдау"), ("ru", "Личный приём"), ("en", "In person")):
        add_entry("reception", code, title=title, kind="procedure")
    for words in ("қабылдау", "приём", "person"):
        page = visit(f"/ru/search/?q={words}", allow={"untranslated_text"})
        titles = [tag.get_text() for tag in page.soup.select(".row__title")]
        assert titles == ["Личный приём"], words
    assert "Басқа тілдегі" in visit("/kk/search/?q=person", allow={"untranslated_text"}).main


def test_matching_words_are_marked_in_any_form(visit):
    add_entry("road", title="Жолды жөндеу", body="Ауылдың жолдары көктемде жөнделеді.")
    page = visit("/kk/search/?q=жолдар")
    marked = [tag.get_text() for tag in page.soup.select("main mark")]
    assert "Жолды" in marked
    assert "жолдары" in marked


def test_markup_in_an_entry_is_escaped(visit, client):
    markup = "<script>alert('жол')</script><b onclick=1>жол</b>"
    add_entry("bad", title=markup, summary=markup, body=markup)
    page = visit("/kk/search/", {"q": "жол <script>"}, allow={"untranslated_text"})
    assert not page.soup.select("main script, main [onclick]")
    marked = [tag.get_text() for tag in page.soup.select(".row__title mark")]
    assert set(marked) == {"script", "жол"}
    assert "<script" not in client.get("/kk/feeds/search/?q=жол").content.decode()


def test_filters_show_labels_and_counts(visit):
    a_topic()
    a_topic("roads", title_kk="Жолдар", title_ru="Дороги", title_en="Roads")
    add_entry("one", title="Жол", topic="roads", outcome="satisfied")
    add_entry("two", title="Жол жөндеу", topic="housing", kind="standard")
    page = visit("/kk/search/?q=жол")
    options = [tag.get_text(strip=True) for tag in page.soup.select("select[name=topic] option")]
    assert "Жолдар (1)" in options
    page = page.send({"topic": "roads"})
    assert [tag.get_text() for tag in page.soup.select(".row__title")] == ["Жол"]


def test_period_narrows_results(visit):
    add_entry("old", title="Жол бұрын", published_on=date(2025, 5, 1))
    add_entry("new", title="Жол енді", published_on=date(2026, 5, 1))
    assert found_keys("жол", since=date(2026, 1, 1)) == ["new"]
    assert found_keys("жол", until=date(2025, 12, 31)) == ["old"]
    page = visit("/kk/search/?q=жол&from=2025-05-01&to=2025-05-01")
    assert "Жол бұрын" in page.main
    assert "Жол енді" not in page.main


def test_years_are_listed_with_counts_latest_first(visit, client):
    add_entry("old", title="Жол бұрын", published_on=date(2025, 5, 1))
    add_entry("older", title="Жол ерте", published_on=date(2025, 1, 1))
    add_entry("new", title="Жол енді", published_on=date(2026, 5, 1))
    add_entry("always", title="Жол әрқашан", published_on=None)
    page = visit("/kk/search/?q=жол")
    options = [tag.get_text(strip=True) for tag in page.soup.select("select[name=year] option")]
    assert options[1:] == ["2026 (1)", "2025 (2)"]
    page = page.send({"year": "2025"})
    shown = {tag.get_text() for tag in page.soup.select(".row__title")}
    assert shown == {"Жол бұрын", "Жол ерте"}
    answer = client.get("/api/v1/search", {"q": "жол", "year": "2026"}).json()
    assert answer["facets"]["year"] == {"2025": 2, "2026": 1}
    assert [hit["year"] for hit in answer["hits"]] == ["2026"]
    feed = client.get("/kk/feeds/search/", {"q": "жол", "year": "2025"}).content.decode()
    assert "year=2025" in feed
    assert "Жол енді" not in feed


def test_long_results_are_paginated(visit):
    for number in range(23):
        add_entry(f"n{number}", title=f"Жол {number}")
    shown = set()
    for number in (1, 2, 3):
        page = visit(f"/kk/search/?q=жол&page={number}")
        shown |= {tag.get_text() for tag in page.soup.select(".row__title")}
    assert len(shown) == 23
    assert "Жол" in visit("/kk/search/?q=жол&page=99").main, "after the end comes the last page"


def test_pagination_ends_at_the_last_listed_page(visit, client, monkeypatch):
    monkeypatch.setattr("search.query.request.LAST_PAGE", 2)
    monkeypatch.setattr("search.views.LAST_PAGE", 2)
    monkeypatch.setattr("search.api.LAST_PAGE", 2)
    for number in range(23):
        add_entry(f"n{number}", title=f"Жол {number}")
    first = visit("/kk/search/?q=жол")
    assert "23" in first.soup.select_one("#found").get_text(), "the whole number is shown"
    assert "ғана тізілген" not in first.main
    for number in (2, 3, 600):
        page = visit(f"/kk/search/?q=жол&page={number}")
        numbers = {tag["href"].rsplit("=", 1)[1] for tag in page.soup.select(".pager a")}
        assert numbers == {"1"}, "the current page is no link"
        assert "Алғашқы 20 нәтиже ғана тізілген" in page.main
    pages = [
        client.get("/api/v1/search", {"q": "жол", "page": page}).json() for page in (2, 3, 600)
    ]
    assert [len(page["hits"]) for page in pages] == [10, 0, 0]
    assert [(page["total"], page["pages"]) for page in pages] == [(23, 2)] * 3


def test_api_pages_end_after_the_last_page(client):
    for number in range(23):
        add_entry(f"n{number}", title=f"Жол {number}")
    read, page = set(), 1
    while hits := client.get("/api/v1/search", {"q": "жол", "page": page}).json()["hits"]:
        read |= {hit["url"] for hit in hits}
        page += 1
    assert (len(read), page) == (23, 4)
    for number in ("600", "9" * 40):
        assert client.get("/api/v1/search", {"q": "жол", "page": number}).json()["hits"] == []


def test_api_returns_the_same_results(client):
    add_entry("road", title="Жол", topic="roads", competent_body="akimat")
    answer = client.get("/api/v1/search", {"q": "жолдар", "lang": "kk"}).json()
    assert answer["total"] == 1
    assert answer["hits"][0]["url"] == "http://testserver/kk/road/"
    assert answer["facets"]["topic"] == {"roads": 1}
    assert answer["facets"]["body"] == {"akimat": 1}


def test_search_is_available_as_a_feed(client):
    add_entry("old", title="Жол бұрын", published_on=date(2025, 5, 1))
    add_entry("new", title="Жол енді", published_on=date(2026, 5, 1))
    feed = ElementTree.fromstring(client.get("/kk/feeds/search/?q=жол").content)
    titles = [tag.text for tag in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert titles[1:] == ["Жол енді", "Жол бұрын"]


def test_results_page_links_to_its_feed(visit, client):
    a_topic("roads", title_kk="Жолдар")
    a_topic("lanes", title_kk="Тар жолдар")
    add_entry("road", title="Жол", topic="roads")
    add_entry("lane", title="Тар жол", topic="lanes")
    page = visit("/kk/search/?q=жол&topic=roads&page=1")
    links = {tag.get_text(strip=True): tag["href"] for tag in page.soup.select("main a[href]")}
    feed = ElementTree.fromstring(client.get(links["Осы іздеуге жазылу (Atom)"]).content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert [tag.findtext(f"{atom}title") for tag in feed.iter(f"{atom}entry")] == ["Жол"]
    other = ElementTree.fromstring(client.get("/kk/feeds/search/?q=су").content)
    assert feed.findtext(f"{atom}id") != other.findtext(f"{atom}id"), "feed readers tell them apart"
    back = visit(feed.findtext(f"{atom}id").removeprefix("http://testserver"))
    assert [tag.get_text() for tag in back.soup.select(".row__title")] == ["Жол"]
    assert client.get(links["Бағдарламаларға (JSON)"]).json()["total"] == 1


def test_filter_without_results_can_be_cleared(visit):
    a_topic("roads", title_kk="Жолдар")
    a_topic("water", title_kk="Су")
    add_entry("road", title="Жол", topic="roads")
    page = visit("/kk/search/?q=жол&topic=water")
    assert page.soup.select(".row__title") == []
    page = page.follow("Сүзгісіз қайта іздеу")
    assert [tag.get_text() for tag in page.soup.select(".row__title")] == ["Жол"]


def test_opensearch_description_is_linked(client):
    for path in ("/ru/", "/ru/search/", "/ru/offices/"):
        assert 'rel="search"' in client.get(path).content.decode(), path
    found = client.get("/ru/search/opensearch.xml")
    assert b"{searchTerms}" in found.content
    assert found["Content-Type"] == "application/opensearchdescription+xml"


def test_titles_are_suggested_while_typing(client):
    add_entry("road", title="Жолды жөндеу мерзімі")
    add_entry("water", title="Су беру")
    for typed in ("жөн", "жол жө", "мерз", "zhol", "жон"):
        found = client.get("/kk/search/suggest/", {"q": typed}).json()["suggestions"]
        assert [suggestion["title"] for suggestion in found] == ["Жолды жөндеу мерзімі"], typed


def test_title_is_suggested_once(client):
    for number in range(12):
        add_entry(f"pipe{number}", title="Су құбырын қосу")
    add_entry("pump", title="Су сорғысы")
    found = client.get("/kk/search/suggest/", {"q": "су"}).json()["suggestions"]
    assert sorted(suggestion["title"] for suggestion in found) == ["Су сорғысы", "Су құбырын қосу"]


def test_queries_are_counted_without_digits(client):
    for _time in range(2):
        client.get("/kk/search/", {"q": "Жол 12 жөндеу"})
    row = QueryLog.objects.get()
    assert (row.words, row.times, row.found) == ("жол жөндеу", 2, 0)


def test_filtered_and_later_pages_are_not_counted(client):
    add_entry("road", title="Жол жөндеу", topic="roads")
    for more in ({}, {"topic": "water"}, {"to": "2001-01-01"}, {"page": "2"}):
        client.get("/kk/search/", {"q": "жол жөндеу", **more})
    row = QueryLog.objects.get()
    assert (row.times, row.found) == (1, 1), "it found something"


@pytest.mark.parametrize(
    "typed",
    [
        "asem.serik@mail.kz",
        "Серікова Әсем 870112400123",
        "хабарласыңыз 8 701 123 45 67",
        "+7 (701) 123-45-67",
        "куәлік 045 123 456",
        "жолданым AST-2026-000012",
    ],
)
def test_query_with_a_personal_number_is_not_logged(client, typed):
    assert client.get("/kk/search/", {"q": typed}).status_code == 200
    assert not QueryLog.objects.exists()


def test_little_spelling_similarity_is_no_match():
    add_entry("road", title="Жолды жөндеу", body="Асфальт төселді.")
    assert search_for("асфалть").total == 1
    assert search_for("кроссворд").total == 0


def test_bulk_load_does_not_touch_the_index(site):
    with sources.paused():
        office = an_office()
    assert not search_for(office.title).hits
    call_command("reindex", stdout=StringIO())
    assert search_for(office.title).hits[0].entry.title == office.title
    title = office.title
    office.delete()
    assert title not in [hit.entry.title for hit in search_for(title).hits]


def test_snippet_separates_lines_without_punctuation(visit):
    add_entry("one", title="Бөлме", body="Дарбаза ауылы\nКітапхана үйі.\nЖол\nбойында, сол қанат")
    page = visit("/kk/search/?q=жол")
    assert "Дарбаза ауылы · Кітапхана үйі. Жол бойында, сол қанат" in page.main
