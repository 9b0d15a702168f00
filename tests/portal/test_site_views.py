"""Views of the site itself: language redirect, home pages, health, robots, security.txt."""

from datetime import UTC, datetime, timedelta

import pytest
from wagtail.models import Site

from home.models import HomePage


@pytest.mark.parametrize(
    ("header", "location"),
    [("ru,en;q=0.5", "/ru/"), ("kk", "/kk/"), ("en-GB", "/en/"), ("de,zh", "/kk/"), ("", "/kk/")],
)
def test_root_redirects_to_the_visitors_language(client, db, header, location):
    response = client.get("/", headers={"Accept-Language": header})
    assert response.status_code == 302
    assert response["Location"] == location


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_home_page_exists_in_three_languages(visit, language):
    page = visit(f"/{language}/")
    assert page.h1


def test_health_page_reports_ok(client, db):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json()["status"] == "ok"


def test_robots_are_kept_out_of_citizens_pages(client, db):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /kk/appeals/" in text
    assert "Disallow: /admin/" in text


def test_security_txt_names_whom_to_write_to_for_half_a_year(client, db, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.kz"
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response.headers["Content-Type"].startswith("text/plain")
    assert fields["Contact"] == "mailto:security@example.kz"
    assert fields["Preferred-Languages"] == "kk, ru, en"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=180) < expires - datetime.now(UTC) < timedelta(days=365)


def page_tree_is_complete() -> bool:
    home = HomePage.objects.get(locale__language_code="kk")
    return Site.objects.get(is_default_site=True).root_page.specific == home


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_page_tree_is_restored_after_a_flush(time):
    """The fixtures restore what a transactional test flushes."""
    assert page_tree_is_complete()
    assert HomePage.objects.count() == 3


def test_page_tree_exists_after_the_flush(db):
    assert page_tree_is_complete()
