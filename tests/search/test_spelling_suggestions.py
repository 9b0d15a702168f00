"""«Did you mean»: only what is nearly the same word, and never its contrary."""

import pytest

from tests.search.entries import add_entry, search_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def texts():
    add_entry("wages", "en", title="Workers get paid wages", body="They were paid in full.")
    add_entry(
        "child",
        "ru",
        title="Пособие на ребёнка",
        body="Деньги за детей перейти на другой счёт. Стоянка рядом с парком. Нам некуда идти. "
        "Голова заболела, поехали в больницы. Провести приём. Товарищ Парковкин ответил.",
    )
    add_entry("pay", "ru", title="Три месяца не платят зарплату", body="Оплаченный труд.")
    add_entry("kindergarten", title="Балабақша кезегі", body="Кезек төленген.")


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("en", "unpaid wages"),
        ("en", "unpaid"),
        ("ru", "деньги за детей перестали приходить"),
        ("ru", "штраф за парковку"),
        ("ru", "справка о несудимости"),
        ("ru", "военкомат повестка"),
        ("ru", "гололед"),
        ("ru", "неоплаченный больничный"),
        ("kk", "төленбеген"),
    ],
)
def test_word_that_the_portal_does_not_hold_is_not_respelt(language, typed):
    assert search_for(typed, language).suggestion == ""


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("ru", "пасобие", "пособие"),
        ("ru", "зарпалата", "зарплату"),
        ("ru", "gjcj,bt yf ht,tyrf", "пособие на ребенка"),
    ],
)
def test_misspelt_word_is_respelt(language, typed, meant):
    assert search_for(typed, language).suggestion == meant


def test_page_says_what_the_portal_does_not_hold(visit):
    page = visit("/ru/search/?q=пособие+ипподром", allow={"untranslated_text"})
    assert "На портале нет ничего со словом «ипподром»" in page.main
    assert "Пособие на ребёнка" in page.main
