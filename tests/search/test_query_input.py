"""Any string and any parameters return a page."""

from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.search.entries import add_entry, found_keys, search_for
from tests.search.hostile_strings import STRINGS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def roads():
    add_entry("road", title="Ауылдағы жолды жөндеу", body="Көктемде асфальт төселеді.")
    add_entry("water", title="Ауызсу құбыры", body="Құбыр ауыстырылды, су таза.")


@pytest.mark.parametrize("words", STRINGS, ids=lambda words: ascii(words[:24]))
def test_any_string_returns_a_page(client, words):
    quoted = quote(words.encode("utf-8", "surrogatepass"))
    for path in ("/kk/search/", "/ru/search/suggest/", "/api/v1/search", "/en/feeds/search/"):
        assert client.get(f"{path}?q={quoted}").status_code == 200, path
    assert search_for(words).total >= 0


def test_query_syntax_is_read_as_plain_words():
    for words in ('"жол"', "жол*", "title:жол", "(жол", "жол AND", "NEAR(жол)", "-жол", "жол:*"):
        assert found_keys(words)[0] == "road", words
    for words in ("*", "%", "_", '"', "&|!", "\\"):
        assert search_for(words).total == 0, words


@pytest.mark.parametrize("pasted", ["ж\u00adол", "жо\u200cл", "\ufeffжол\u202c", "жол\u00a0"])
def test_signs_that_nobody_sees_change_no_result(client, pasted):
    def found(words):
        return client.get("/api/v1/search", {"q": words}).json()["hits"]

    assert found(pasted) == found("жол") != []


@given(words=st.text(max_size=120))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_text_raises(words):
    found = search_for(words)
    assert found.total >= len(found.hits)


@pytest.mark.parametrize(
    "params",
    [
        {"page": "0"},
        {"page": "-1"},
        {"page": "99999999999999999999"},
        {"page": "²"},
        {"from": "2026-13-45"},
        {"from": "0000-00-00", "to": "x"},
        {"year": "²٠26"},
        {"year": "0000"},
        {"from": "9999-12-31", "to": "0001-01-01"},
        {
            "kind": "'; --",
            "topic": "<b>",
            "office": "\x00",
            "body": "%",
            "outcome": "((",
            "sort": "?",
        },
    ],
)
def test_invalid_parameters_return_a_page(client, params):
    for path in ("/kk/search/", "/api/v1/search", "/kk/feeds/search/"):
        assert client.get(path, {"q": "жол", **params}).status_code == 200


@pytest.mark.parametrize(
    "words",
    ["жолдар", "жолдардың", "жолды", "жолда", "joldy", "jol", "жолдв", ";jklf"],
)
def test_word_is_found_in_any_form_and_spelling(words):
    assert "road" in found_keys(words)


def test_nonsense_finds_nothing(visit):
    assert search_for("зхщфэ").total == 0
    page = visit("/kk/search/?q=зхщфэ")
    assert page.soup.select_one("main a[href*='/appeals/new/']"), "links to next steps are shown"


def test_misspelt_word_is_found_and_corrected(visit):
    page = visit("/kk/search/?q=асвальт")
    assert "Ауылдағы жолды жөндеу" in page.main
    assert page.follow("асфальт").h1


def test_suggested_spelling_comes_from_the_matched_language(visit):
    """The Kazakh text that the reader sees does not hold the word."""
    add_entry("visit", title="Қабылдау")
    add_entry("visit", "en", title="Reception")
    page = visit("/kk/search/?q=recepton", allow={"untranslated_text"})
    assert page.soup.select_one(".search-meant a[href$='q=reception']")


@pytest.mark.django_db
def test_period_of_search_is_typed_day_first_and_a_wrong_date_is_said(client):
    page = client.get("/kk/search/?from=01.02.2026")
    assert page.context["query"].since == date(2026, 2, 1)
    assert not page.context["form"].errors
    page = client.get("/kk/search/?from=31.02.2026")
    assert page.context["form"]["from"].errors == ["Күнді былай жазыңыз: 30.11.2026."]
    assert 'value="31.02.2026"' in page.content.decode()
    assert "Ауылдағы жолды жөндеу" not in page.content.decode(), "nothing unfiltered is shown"
    assert 'href="#filter-from"' in page.content.decode()
