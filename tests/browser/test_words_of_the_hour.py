"""“Open until”, “today” and “over” in Chromium: an old page under the reader's clock."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.builders import a_working_office, almaty_time, an_official

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RENDERED = "2026-03-02 08:00"  # a Monday; the official receives 10:00-12:00


@pytest.fixture(autouse=True)
def official(browser_database, monkeypatch):
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: almaty_time(RENDERED))
    return an_official(a_working_office())


MOMENTS = [  # the reader's clock, whether it opens, “today”, the free times
    ("kk", "2026-03-02 08:30", "Қазір жабық, ашылатын уақыты – сағат 09:00", "2 наурыз · бүгін", "8 бос уақыт"),
    ("kk", "2026-03-02 11:00", "Ашық, жабылуы 18:00", "2 наурыз · бүгін", "8 бос уақыт"),
    ("ru", "2026-03-02 20:00", "Сейчас закрыто, откроется завтра в 09:00", "2 марта · сегодня", "закончился"),
    ("ru", "2026-03-01 20:00", "Сейчас закрыто, откроется завтра в 09:00", "2 марта", "8 свободных окон"),
    ("ru", "2026-02-27 20:00", "Сейчас закрыто, откроется в понедельник в 09:00", "2 марта", "8 свободных окон"),
    ("ru", "2026-03-05 11:00", "2 марта: 09:00–18:00", "2 марта", "закончился"),
]  # fmt: skip


def test_old_page_tells_the_readers_hour(new_tab):
    tab = new_tab("kk")
    page = tab.page
    for language, moment, opening, today, times in MOMENTS:
        page.clock.set_fixed_time(almaty_time(moment))
        page.goto(f"{tab.base}/{language}/offices/ken/")
        day = page.locator(".week > li").first
        assert page.locator("main [data-opening]").inner_text().strip() == opening, moment
        stated = day.locator(".week__day > span").inner_text()
        assert " ".join(stated.split()) == today, moment
        assert (day.get_attribute("aria-current") == "date") == ("·" in today), moment
        assert page.locator("[data-ends]").first.inner_text() == times, moment
        hours = page.locator(".hours .is-today")
        assert bool(hours.count()) == (moment[:10] != "2026-03-01"), moment
        page.goto(f"{tab.base}/{language}/")
        words = page.locator(".action-card time").inner_text()
        assert words == {"2026-03-02": {"kk": "Бүгін", "ru": "Сегодня"}[language], "2026-03-01": "Завтра"}.get(
            moment[:10], "2 марта"
        ), moment  # fmt: skip
    tab.check_page()


def test_without_a_script_the_page_states_days_and_hours(new_tab):
    tab = new_tab("kk", script=False)
    tab.open("/kk/offices/ken/")
    stated = tab.page.locator("main [data-opening]").inner_text().strip()
    assert stated == "2 наурыз: 09:00–18:00"
    assert tab.page.locator(".is-today, [aria-current=date]").count() == 0
