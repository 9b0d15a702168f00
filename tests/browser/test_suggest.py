"""Suggestions while typing: by keyboard, by touch, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP
from tests.search.entries import add_entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def roads(browser_database):
    """Index two existing pages whose titles have the same beginning."""
    add_entry("term", title="Жолды жөндеу мерзімі", url="/kk/terms/")
    add_entry("figures", title="Жолдар: көрсеткіштер", url="/kk/figures/")


@pytest.fixture
def box(tab, roads):
    """Return the search box of the front page with two suggestions open."""
    tab.open("/kk/")
    box = tab.page.get_by_role("combobox").first
    box.press_sequentially("жол")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(tab.page.get_by_role("option")).to_have_count(2)
    return box


def highlighted_titles(tab) -> list[str]:
    """Return the highlighted titles; the styles and the ARIA attributes must agree."""
    box = tab.page.get_by_role("combobox").first
    eye = tab.page.locator("[role=option][aria-selected=true]").all()
    active = box.get_attribute("aria-activedescendant")
    assert [each.get_attribute("id") for each in eye] == ([active] if active else [])
    return [each.locator("span").first.inner_text() for each in eye]


def test_arrow_keys_cycle_and_enter_opens_suggestion(tab, box):
    titles = [
        each.locator("span").first.inner_text() for each in tab.page.get_by_role("option").all()
    ]
    assert highlighted_titles(tab) == []
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        box.press(key)
        seen.append(highlighted_titles(tab))
    assert seen == [titles[:1], titles[1:], [], titles[1:], titles[:1]]
    assert box.input_value() == "жол"  # what was typed stays
    tab.check_page()
    box.press("Enter")
    address = {"Жолды жөндеу мерзімі": "/kk/terms/", "Жолдар: көрсеткіштер": "/kk/figures/"}
    tab.page.wait_for_url(tab.base + address[titles[0]])


def test_escape_closes_and_arrow_reopens_suggestions(tab, box):
    box.press("ArrowDown")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(tab.page.get_by_role("listbox")).to_be_hidden()
    assert box.get_attribute("aria-activedescendant") is None
    assert box.input_value() == "жол"
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    box.press("Enter")  # nothing is highlighted: the form is submitted as it is
    tab.page.wait_for_url(re.compile(r"/kk/search/\?q="))


def test_number_of_suggestions_is_announced(tab, box):
    expect(tab.page.get_by_role("status").filter(has_text="2")).to_have_count(1)
    owned = box.get_attribute("aria-controls")
    assert tab.page.locator(f"#{owned}[role=listbox]").get_attribute("aria-label")
    box.fill("жолбарыс тісі")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_tap_chooses_and_blur_closes_suggestions(tab, box):
    box.press("Tab")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.focus()
    box.press("ArrowDown")
    tab.page.get_by_role("option", name="мерзімі").click()
    tab.page.wait_for_url(tab.base + "/kk/terms/")


def test_search_box_without_script_is_plain_form(new_tab, roads):
    tab = new_tab("kk", size=DESKTOP, script=False)
    tab.open("/kk/")
    assert tab.page.get_by_role("combobox").count() == 0
    box = tab.page.locator("main input[name=q]")
    box.fill("жол")
    tab.submit_with_enter()
    assert tab.page.get_by_role("link", name="Жолды жөндеу мерзімі").is_visible()
