"""How many words of a query an entry has to hold: all of them where enough entries do."""

import pytest

from search.models import Term
from search.query import synonyms
from search.query.ranking import MIN_MATCHES
from tests.search.entries import add_entry, found_keys, search_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def roads():
    """Add ten entries about mending roads, one about a road and one about mending."""
    for number in range(MIN_MATCHES):
        add_entry(f"mended-{number}", body="Жолды жөндеу", topic="roads", office="ken")
    add_entry("road", body="Жол белгісі", topic="roads", office="tur")
    add_entry("mending", body="Лифтіні жөндеу", topic="housing", office="ken")


def test_single_word_matches_are_left_out_when_enough_match_all(roads):
    assert search_for("жол жөндеу").total == MIN_MATCHES
    assert search_for("жол").total == MIN_MATCHES + 1


def test_partial_matches_follow_when_few_match_all(roads):
    found = found_keys("лифті жөндеу", size=20)
    assert found[0] == "mending"
    assert len(found) == MIN_MATCHES + 1
    assert "road" not in found


def test_all_but_one_ranks_before_any_word(roads):
    add_entry("village", body="Ауыл")
    assert search_for("ауыл жолын жөндеу").total == MIN_MATCHES


def test_date_order_leaves_out_partial_matches(roads, client):
    """One full match is enough there, since the latest stands first; so in a feed."""
    assert found_keys("лифті жөндеу", sort="date") == ["mending"]
    feed = client.get("/kk/feeds/search/", {"q": "лифті жөндеу"}).content.decode()
    assert feed.count("<entry>") == 1


def test_word_in_title_is_found_without_the_others(roads):
    add_entry("about", title="Жол")
    assert search_for("жол жөндеу").total == MIN_MATCHES + 1
    assert "about" not in found_keys("жол жөндеу", sort="date", size=20)


def test_filter_finds_as_many_as_its_count(roads):
    for words in ("жол жөндеу", "лифті жөндеу", "жол белгісі"):
        for sort in ("relevance", "date"):
            facets = search_for(words, sort=sort).facets
            for name in ("topic", "office"):
                for code, number in facets[name].items():
                    assert search_for(words, sort=sort, **{name: code}).total == number


def test_stopwords_do_not_match_alone(roads):
    add_entry("how", title="Қалай және қайда")
    assert "how" not in found_keys("жолды қалай жөндеу", size=20)
    assert found_keys("қалай") == ["how"], "without other words stopwords are searched"


def test_negation_word_ranks_and_is_required():
    add_entry("none", title="Су жоқ")
    add_entry("tank", title="Су сыйымдылығы")
    assert found_keys("су жоқ") == ["none", "tank"]
    assert found_keys("су жоқ", sort="date") == ["none"]


def test_synonym_satisfies_the_word_it_replaces():
    Term.objects.create(name_kk="жөндеу", name_ru="ремонт", name_en="repair")
    assert synonyms.find_synonyms("жөндеу")
    for number in range(MIN_MATCHES):
        add_entry(f"mended-{number}", "ru", body="Ремонт: жол")
    add_entry("lift", "ru", body="Ремонт лифта")
    assert search_for("жол жөндеу").total == MIN_MATCHES
