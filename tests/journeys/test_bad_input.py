"""Invalid input and failures give a valid page in the visitor's language."""

import pytest
from django.db import DatabaseError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appeals.views import answers
from portal import errors
from tests.builders import a_report, set_portal_contacts
from tests.citizen_form import interface_text
from tests.client import PageClient

pytestmark = pytest.mark.django_db
ADDRESSES = {"kk": "Мәңгілік Ел даңғылы", "ru": "проспект Мәңгілік Ел", "en": "Mangilik El Avenue"}
HOSTILE_QUERIES = ['"', 'жол "жөндеу', "'; drop table appeals_appeal; --", "%", "(", "NEAR(", "* AND *", "\x00",
           "﷽" * 300, "a" * 5000, "NOT", "-", "қ:*", "{[^]}", "\\", "😀", "title:x", "<script>"]  # fmt: skip


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_not_found_page_offers_search_and_contacts(visit, language):
    set_portal_contacts()
    page = visit(f"/{language}/no-such-page/", status=404)
    assert page.h1 == interface_text(language, "There is no such page")
    assert ADDRESSES[language] in page
    assert page.soup.select_one("main a[href^='tel:']")["href"] == "tel:+77172740000"
    page.send({"q": "112"})


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("with_database", [True, False])
def test_error_page_shows_contacts(db, monkeypatch, settings, language, with_database):
    set_portal_contacts()

    def fail(*args, **kwargs):
        raise RuntimeError("broken for the test")

    def no_database(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr(answers, "published_answers", fail)
    if not with_database:
        monkeypatch.setattr(errors.PortalSettings, "for_request", no_database)
    visit = PageClient(Client(raise_request_exception=False))
    page = visit(f"/{language}/answers/", status=500, allow={"language_links"})
    assert page.h1 == interface_text(language, "Something broke on our side")
    if with_database:
        assert ADDRESSES[language] in page
        assert page.soup.select_one("main a[href^='tel:']")
    assert "broken for the test" not in page


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_csrf_failure_page_is_translated(language):
    set_portal_contacts()
    visit = PageClient(Client(enforce_csrf_checks=True))
    page = visit.post(f"/{language}/appeals/status/", {"number": "1", "secret": "2"}, status=403)
    assert page.h1
    assert ADDRESSES[language] in page


@pytest.mark.parametrize("words", HOSTILE_QUERIES, ids=range(len(HOSTILE_QUERIES)))
def test_hostile_query_gives_valid_page(visit, words):
    visit(
        "/kk/search/", {"q": words}, allow={"untranslated_text"}
    )  # what was typed stands on the page
    assert visit.client.get("/kk/search/suggest/", {"q": words}).status_code == 200
    assert visit.client.get("/api/v1/search", {"q": words}).status_code == 200
    assert visit.client.get("/ru/feeds/search/", {"q": words}).status_code == 200


@given(st.text(max_size=60))
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
def test_generated_query_gives_valid_page(client, words):
    assert client.get("/kk/search/", {"q": words}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "page=0", "page=-1", "page=999999", "page=x", "kind=nonsense", "topic=%00", "office=' or 1",
        "from=2026-13-45", "from=завтра&to=0000-00-00", "to=2026-02-30", "sort=random", "q=жол&q=су",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "address",
    [
        "/kk/search/",
        "/ru/answers/",
        "/kk/figures/",
        "/ru/reports/",
        "/kk/offices/",
        "/ru/standards/",
    ],
)
def test_invalid_filter_gives_valid_page(visit, site, address, query):
    a_report()
    # Figures of an office that is not there are not those of all offices.
    no_such_office = address == "/kk/figures/" and query.startswith("office=")
    visit(f"{address}?{query}", status=404 if no_such_office else 200)


@pytest.mark.parametrize(
    "address, status",
    [
        ("/kk/answers/999999/", 404), ("/kk/offices/no-such/", 404), ("/ru/offices/no-such/stand/", 404),
        ("/ru/offices/no-such/kiosk/", 404), ("/kk/feeds/office/no-such.ics", 404),
        ("/kk/offices/no-such/stand.pdf", 404), ("/kk/figures/2026-99/", 404), ("/kk/figures/x/", 404),
        ("/ru/appeals/consent/no-such/", 404), ("/de/", 404), ("/kk/patterns/", 404),
    ],
)  # fmt: skip
def test_unknown_address_is_404(visit, address, status):
    visit(address, status=status)


@pytest.mark.parametrize(
    "query",
    ["", "registered=завтра&days=15", "registered=2026-01-05T10:00&days=x", "registered=2026-01-05T10:00&days=0",
     "registered=2026-01-05T10:00&days=999999", "registered=9999-12-31T23:59&days=260",
     "registered=0001-01-01T00:00&days=1", "registered=2026-01-05T10:00&days=15&office=no-such"],
)  # fmt: skip
def test_term_calculator_handles_invalid_input(visit, query):
    visit(f"/kk/terms/?{query}")
    visit(f"/ru/terms/?{query}")
    answer = visit.client.get(f"/api/v1/terms?{query}")
    assert answer.status_code in (200, 400)
    assert answer.json()


def test_terms_api_matches_documented_example(client):
    answer = client.get("/api/v1/terms?registered=2026-01-05T10:00&days=15").json()
    assert answer["due"] == "2026-01-27"
    assert {"date": "2026-01-07"}.items() <= answer["skipped"][0].items()
    assert all(each["reason"] for each in answer["skipped"])


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_unsupported_method_is_not_server_error(client, language, method):
    for address in ("/search/", "/offices/", "/answers/", "/figures/", "/terms/", "/"):
        assert getattr(client, method)(f"/{language}{address}").status_code < 500
