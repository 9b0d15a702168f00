"""The roof's own doors."""

import pytest
from wagtail.models import Site

from home.models import HomePage


@pytest.mark.parametrize(
    ("asked", "led"),
    [("ru,en;q=0.5", "/ru/"), ("kk", "/kk/"), ("en-GB", "/en/"), ("de,zh", "/kk/"), ("", "/kk/")],
)
def test_the_front_door_leads_to_the_visitors_language(client, db, asked, led):
    response = client.get("/", headers={"Accept-Language": asked})
    assert response.status_code == 302
    assert response["Location"] == led


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_front_page_is_there_in_three_languages(visit, language):
    page = visit(f"/{language}/")
    assert page.h1


def test_health_is_told_to_monitors(client, db):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


def test_robots_stay_out_of_citizens_doors(client, db):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /kk/appeals/" in text
    assert "Disallow: /admin/" in text


def the_tree_is_whole() -> bool:
    front = HomePage.objects.get(locale__language_code="kk")
    return Site.objects.get(is_default_site=True).root_page.specific == front


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_the_tree_survives_a_test_that_empties_the_database(time):
    """Of the tests themselves: what flushing takes away is put back."""
    assert the_tree_is_whole()
    assert HomePage.objects.count() == 3


def test_the_tree_is_there_after_the_flush(db):
    assert the_tree_is_whole()
