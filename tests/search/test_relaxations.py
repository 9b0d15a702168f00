"""How many words of a query an entry has to hold: all of them where enough entries do."""

import pytest

from search.models import Term
from search.query import synonyms
from search.query.ranking import MIN_MATCHES
from tests.search.build import a_thing, find, keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def roads():
    """Add ten entries about mending roads, one about a road and one about mending."""
    for number in range(MIN_MATCHES):
        a_thing(f"mended-{number}", body="Жолды жөндеу", topic="roads", office="ken")
    a_thing("road", body="Жол белгісі", topic="roads", office="tur")
    a_thing("mending", body="Лифтіні жөндеу", topic="housing", office="ken")


def test_single_word_matches_are_left_out_when_enough_match_all(roads):
    assert find("жол жөндеу").total == MIN_MATCHES
    assert find("жол").total == MIN_MATCHES + 1


def test_partial_matches_follow_when_few_match_all(roads):
    found = keys("лифті жөндеу", size=20)
    assert found[0] == "mending"
    assert len(found) == MIN_MATCHES + 1
    assert "road" not in found


def test_all_but_one_ranks_before_any_word(roads):
    a_thing("village", body="Ауыл")
    assert find("ауыл жолын жөндеу").total == MIN_MATCHES


def test_date_order_leaves_out_partial_matches(roads, client):
    """One full match is enough there, since the latest stands first; so in a feed."""
    assert keys("лифті жөндеу", sort="date") == ["mending"]
    feed = client.get("/kk/feeds/search/", {"q": "лифті жөндеу"}).content.decode()
    assert feed.count("<entry>") == 1


def test_word_in_title_is_found_without_the_others(roads):
    a_thing("about", title="Жол")
    assert find("жол жөндеу").total == MIN_MATCHES + 1
    assert "about" not in keys("жол жөндеу", sort="date", size=20)


def test_filter_finds_as_many_as_its_count(roads):
    for words in ("жол жөндеу", "лифті жөндеу", "жол белгісі"):
        for sort in ("relevance", "date"):
            facets = find(words, sort=sort).facets
            for name in ("topic", "office"):
                for code, number in facets[name].items():
                    assert find(words, sort=sort, **{name: code}).total == number


def test_stopwords_do_not_match_alone(roads):
    a_thing("how", title="Қалай және қайда")
    assert "how" not in keys("жолды қалай жөндеу", size=20)
    assert keys("қалай") == ["how"], "without other words stopwords are searched"


def test_negation_word_ranks_and_is_required():
    a_thing("none", title="Су жоқ")
    a_thing("tank", title="Су сыйымдылығы")
    assert keys("су жоқ") == ["none", "tank"]
    assert keys("су жоқ", sort="date") == ["none"]


def test_synonym_satisfies_the_word_it_replaces():
    Term.objects.create(name_kk="жөндеу", name_ru="ремонт", name_en="repair")
    assert synonyms.find_synonyms("жөндеу")
    for number in range(MIN_MATCHES):
        a_thing(f"mended-{number}", "ru", body="Ремонт: жол")
    a_thing("lift", "ru", body="Ремонт лифта")
    assert find("жол жөндеу").total == MIN_MATCHES
