"""How much of a question a thing has to hold: all of it where enough things do."""

import pytest

from search.models import Term
from search.query import synonyms
from tests.search.build import a_thing, find, keys

pytestmark = pytest.mark.django_db
ENOUGH = 10


@pytest.fixture
def roads():
    """Ten texts of mending roads, one of a road and one of mending."""
    for number in range(ENOUGH):
        a_thing(f"mended-{number}", body="Жолды жөндеу", topic="roads", office="ken")
    a_thing("road", body="Жол белгісі", topic="roads", office="tur")
    a_thing("mending", body="Лифтіні жөндеу", topic="housing", office="ken")


def test_what_holds_one_word_is_not_found_where_enough_hold_all(roads):
    assert find("жол жөндеу").total == ENOUGH
    assert find("жол").total == ENOUGH + 1


def test_where_few_hold_all_words_the_others_come_after_them(roads):
    found = keys("лифті жөндеу", size=20)
    assert found[0] == "mending"
    assert len(found) == ENOUGH + 1
    assert "road" not in found


def test_all_words_but_one_come_before_any_of_them(roads):
    a_thing("village", body="Ауыл")
    assert find("ауыл жолын жөндеу").total == ENOUGH


def test_by_date_nothing_stands_that_only_grazes_the_question(roads, client):
    """One that fits is enough there, and in a feed, where the latest would stand first."""
    assert keys("лифті жөндеу", sort="date") == ["mending"]
    feed = client.get("/kk/feeds/search/", {"q": "лифті жөндеу"}).content.decode()
    assert feed.count("<entry>") == 1


def test_what_is_about_a_word_is_found_though_it_holds_no_other(roads):
    a_thing("about", title="Жол")
    assert find("жол жөндеу").total == ENOUGH + 1
    assert "about" not in keys("жол жөндеу", sort="date", size=20)


def test_a_filter_finds_as_many_as_its_count_promised(roads):
    for words in ("жол жөндеу", "лифті жөндеу", "жол белгісі"):
        for sort in ("relevance", "date"):
            offered = find(words, sort=sort).facets
            for name in ("topic", "office"):
                for code, number in offered[name].items():
                    assert find(words, sort=sort, **{name: code}).total == number


def test_words_that_every_text_has_do_not_find(roads):
    a_thing("how", title="Қалай және қайда")
    assert "how" not in keys("жолды қалай жөндеу", size=20)
    assert keys("қалай") == ["how"], "alone they are all there is"


def test_no_water_is_more_than_water():
    a_thing("none", title="Су жоқ")
    a_thing("tank", title="Су сыйымдылығы")
    assert keys("су жоқ") == ["none", "tank"]
    assert keys("су жоқ", sort="date") == ["none"]


def test_another_name_holds_the_word_it_stands_for():
    Term.objects.create(name_kk="жөндеу", name_ru="ремонт", name_en="repair")
    assert synonyms.find_synonyms("жөндеу")
    for number in range(ENOUGH):
        a_thing(f"mended-{number}", "ru", body="Ремонт: жол")
    a_thing("lift", "ru", body="Ремонт лифта")
    assert find("жол жөндеу").total == ENOUGH
