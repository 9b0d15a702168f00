"""The search box in Chromium: suggestions by keyboard, and search without JavaScript."""

import pytest

from search.query import synonyms
from tests.search.entries import add_entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def things(browser_database):
    synonyms.create_initial_terms()
    add_entry("road", title="Жолды жөндеу мерзімі", body="Асфальт көктемде төселеді.")
    add_entry("lane", title="Жол белгісін қою")
    for code, title in (("kk", "Су беру"), ("ru", "Подача воды")):
        add_entry("water", code, title=title, kind="standard", topic="")


def test_suggestions_work_by_keyboard_and_screen_reader(new_tab):
    tab = new_tab("kk", script=True)
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
    tab.check_page()
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
    tab.submit_with_enter()
    assert page.locator(".row__title").count() == 2


def test_search_is_submitted_and_filtered(new_tab, script):
    tab = new_tab("ru", script=script)
    page = tab.page
    tab.open("/ru/search/")
    page.locator("#search-words").fill("вода")
    tab.submit_with_enter()
    assert page.locator(".row__title").all_inner_texts() == ["Подача воды"]
    page.locator("#search-words").fill("асвальт")
    tab.submit_with_enter()
    tab.press(page.locator(".search-meant a"))
    assert page.locator("#search-words").input_value() == "асфальт"
    tab.open("/ru/search/?q=зхщфэ")
    tab.press(page.locator("main a[href$='/reception/']"))
    assert page.url.endswith("/ru/reception/")
