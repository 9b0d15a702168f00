"""What a page says about “now”: dates and hours in its text, the words by the reader's clock."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from services.offices.office_list import list_offices
from services.offices.office_page import office_page_content
from services.offices.opening_hours import opening_status
from services.schedule.timetable import Window, window_around
from tests.builders import almaty_time
from tests.page_rules import visible_text
from tests.services.builders import add_hours, create_booking, create_official

DAY = Window(datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC))
moments = st.integers(0, 24 * 60 - 1).map(lambda minute: DAY.since + timedelta(minutes=minute))
WORDS_OF_THE_HOUR = {
    "kk": ("ашық, жабылуы", "қазір жабық", "бүгін", "ертең"),
    "ru": ("открыто до", "сейчас закрыто", "сегодня", "завтра"),
}
PAGES = ("", "offices/", "offices/kent/", "offices/kent/stand/", "reception/")


@given(st.lists(moments, max_size=8), moments)
def test_nothing_begins_or_ends_within_a_window(events, at):
    window = window_around(events, at, DAY)
    assert DAY.since <= window.since <= at < window.until <= DAY.until
    assert {window.since, window.until} <= {*events, DAY.since, DAY.until}
    assert not [event for event in events if window.since < event < window.until]


@given(st.lists(moments, max_size=8), moments, moments)
def test_as_many_events_are_ahead_in_the_whole_window(events, at, later):
    if later < window_around(events, at, DAY).until and later >= at:
        assert sum(event > at for event in events) == sum(event > later for event in events)


@pytest.fixture
def receiving(official):
    """Return the office of an official who receives on Mondays, with a visitor at 10:30."""
    create_booking(official, "10:30")
    return official.office


def shown(office, moment: str) -> tuple:
    content = office_page_content(office, almaty_time(moment))
    times = [slot.get("times") for day in content.week for slot in day["slots"]]
    return content.occupancy.visitors_ahead, content.occupancy.free_today, times[0]


def test_numbers_of_an_office_hold_until_the_next_visit_begins_or_ends(receiving):
    with translation.override("en"):
        for clock, until, numbers in (
            ("08:00", "10:00", (1, 7, "7 times free")),
            ("09:59", "10:00", (1, 7, "7 times free")),
            ("10:00", "10:15", (1, 6, "6 times free")),
            ("10:44", "10:45", (1, 5, "5 times free")),
            ("10:45", "11:00", (0, 4, "4 times free")),
            ("11:59", "12:00", (0, 0, "all times are taken")),
            ("12:00", "00:00", (0, 0, "over")),
        ):
            assert shown(receiving, f"2026-03-02 {clock}") == numbers, clock
            at = almaty_time(f"2026-03-02 {clock}")
            end = office_page_content(receiving, at).until
            assert timezone.localtime(end).strftime("%H:%M") == until, clock
            assert list_offices(at)[0].occupancy.window.until >= end, clock


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2026-03-02 03:00", "2 March: 09:00–18:00"),
        ("2026-03-02 23:00", "2 March: 09:00–18:00"),
        ("2026-02-28 12:00", "28 February: closed, opens on 2 March at 09:00"),
    ],
)
def test_opening_hours_are_stated_with_their_date(office, moment, sentence):
    status = opening_status(office, almaty_time(moment))
    with translation.override("en"):
        assert status.sentence == sentence
    assert len({row[0][:10] for row in json.loads(status.for_script)["times"]} - {moment[:10]}) == 2


@pytest.mark.parametrize("code", ["kk", "ru"])
def test_no_page_says_now_or_today_in_its_text(visit, site, receiving, monkeypatch, code):
    """What is read without a script is true in an old copy, too."""
    add_hours(create_official(receiving, "Ерлан Сейітов"), weekday=2)
    for moment in ("2026-03-02 09:30", "2026-03-02 11:00", "2026-03-02 20:00"):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: almaty_time(moment))
        for path in PAGES:
            text = visible_text(visit(f"/{code}/{path}").soup.body).lower()
            assert not [word for word in WORDS_OF_THE_HOUR[code] if word in text], (moment, path)


def test_week_without_receptions_is_named_by_its_days(visit, office, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: almaty_time("2026-02-27 09:30"))
    assert "С 27 февраля по 5 марта приёма нет" in visit("/ru/reception/").main
    assert "27 ақпан – 5 наурыз күндері қабылдау жоқ" in visit("/kk/reception/").main
