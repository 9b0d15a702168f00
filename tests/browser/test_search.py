"""The search box in a real browser: suggestions by keyboard, and the same without a script."""

import pytest

from search.query import synonyms
from tests.search.entries import add_entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def things(planted):
    synonyms.create_initial_terms()
    add_entry("road", title="Жолды жөндеу мерзімі", body="Асфальт көктемде төселеді.")
    add_entry("lane", title="Жол белгісін қою")
    for code, title in (("kk", "Су беру"), ("ru", "Подача воды")):
        add_entry("water", code, title=title, kind="standard", topic="")


def test_suggestions_are_chosen_with_the_keyboard_and_said_aloud(tab_of):
    tab = tab_of("kk", script=True)
    page = tab.page
    tab.open("/kk/search/")
    box = page.get_by_role("combobox")
    assert box.get_attribute("aria-expanded") == "false"
    box.press_sequentially("жол", delay=20)
    options = page.get_by_role("option")
    options.first.wait_for()
    assert options.count() == 2
    assert box.get_attribute("aria-expanded") == "true"
    assert "2" in page.locator(".search [role=status]").inner_text()
    tab.judge()
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "жол", "what was typed stays"
    box.press("ArrowDown")
    box.press("ArrowDown")
    chosen = options.nth(1)
    assert chosen.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None, "past the last is the box again"
    tab.enter()
    assert page.locator(".row__title").count() == 2


def test_a_search_is_asked_and_narrowed(tab_of, script):
    tab = tab_of("ru", script=script)
    page = tab.page
    tab.open("/ru/search/")
    page.locator("#search-words").fill("вода")
    tab.enter()
    assert page.locator(".row__title").all_inner_texts() == ["Подача воды"]
    page.locator("#search-words").fill("асвальт")
    tab.enter()
    tab.press(page.locator(".search-meant a"))
    assert page.locator("#search-words").input_value() == "асфальт"
    tab.open("/ru/search/?q=зхщфэ")
    tab.press(page.locator("main a[href$='/reception/']"))
    assert page.url.endswith("/ru/reception/")
