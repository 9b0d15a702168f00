"""Views of the site itself: language redirect, home pages, health, robots."""

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
