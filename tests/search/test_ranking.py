"""What ranks first: the title, rare words, and the contrary where it was meant."""

import pytest

from tests.search.entries import add_entry, found_keys

pytestmark = pytest.mark.django_db


def test_word_of_the_title_ranks_before_a_text_that_repeats_it():
    body = "Паспорт. Принесите паспорт, копию паспорта и ещё раз паспорт."
    add_entry("cattle", "ru", title="Идентификация скота", body=body)
    add_entry("school", "ru", title="Приём в первый класс", body=body)
    add_entry("passport", "ru", title="Паспорт гражданина", body="Где получить и сколько ждать.")
    assert found_keys("паспорт", "ru")[0] == "passport"


def test_rare_place_in_the_title_ranks_before_a_common_word():
    for number in range(12):
        add_entry(f"reception{number}", title=f"Қабылдау {number}", body="Қабылдау күні. Келес.")
    add_entry("keles", title="Келес аудандық қабылдау бөлмесі", body="Мекенжайы.")
    assert found_keys("Келес қабылдау")[0] == "keles"


def test_negated_word_ranks_texts_with_the_negation_first():
    for number in range(8):
        add_entry(f"other{number}", title=f"Ауыл жолы {number}", body="Жол жөнделеді.")
    add_entry("standard", title="Мектепке қабылдау", body="Мектепке қабылдау тәртібі.")
    add_entry("complaint", title="Мектеп баламды алмады", body="Мектепке баламды қабылдамады.")
    assert found_keys("мектепке қабылдамады")[0] == "complaint"
    assert found_keys("мектепке қабылдау")[0] == "standard"
