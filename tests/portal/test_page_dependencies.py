"""Which pages an act drops: those that show what it changes, and no others."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from appeals import publication
from core.ledger import sequence
from core.models import CalendarDay
from core.page_cache import changes, index
from core.page_cache.rendering import Rendering, recording
from core.workdays.source import working_calendar
from services.booking.lifecycle import cancel, check_in, move
from services.models import Closure
from tests.builders import (
    a_report,
    a_topic,
    a_working_office,
    almaty_time,
    an_appeal,
    an_official,
    days_ago,
    set_portal_contacts,
)
from tests.services.builders import create_booking, local_time

pytestmark = pytest.mark.django_db
FREE_TIMES = {"offices/", "offices/ken/"}


@pytest.fixture(autouse=True)
def page_folder(settings, tmp_path):
    settings.PAGE_CACHE_ROOT = tmp_path / "pages"
    yield
    index.close()


@pytest.fixture
def pages(site):
    """Return the paths of a portal with two offices, whose answers are of different topics."""
    for code, slug in (("KEN", "housing"), ("TUR", "roads")):
        office = a_working_office(code)
        an_official(office, name=f"Айгүл {code}")
        an_appeal(
            days_ago(90), office=office, topic=a_topic(slug), consent_publication=True
        ).published("Шатыр", "112", "103")
    names = [
        "", "offices/", "offices/ken/", "offices/tur/", "offices/ken/stand/", "reception/",
        "answers/", "answers/1/", "answers/2/", "figures/", "feeds/answers/", "procedures/",
    ]  # fmt: skip
    return dict.fromkeys(names)


def render(client, path: str) -> Rendering:
    changes.settle()
    with recording() as rendering:
        response = client.get(path)
    assert response.status_code == 200, path
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    return rendering


def dropped_by(client, pages, act, language="kk") -> set[str]:
    """Return the pages that depend on what `act` changes."""
    needs = {name: render(client, f"/{language}/{name}").names for name in pages}
    changes.settle()
    before = index.moment()
    act()
    changes.settle()
    return {name for name in pages if not index.is_unchanged(needs[name], before)}


def test_booking_drops_the_pages_with_free_times_of_its_office(client, pages):
    official = an_official(a_working_office("KEN"), name="Ерлан Сейітов")
    made = []
    monday = local_time(clock="08:00")
    for act in (
        lambda: made.append(create_booking(official, "10:00").booking),
        lambda: move(made[0], local_time(clock="10:15"), at=monday),
        lambda: check_in(made[0], at=monday),
        lambda: cancel(create_booking(official, "11:00").booking, at=monday),
    ):
        assert dropped_by(client, pages, act) == FREE_TIMES


def test_appeal_drops_the_figures_of_its_month(client, pages):
    old, appeals = days_ago(90), []
    last_month = almaty_time(f"{timezone.localdate().replace(day=1) - timedelta(days=1)} 10:00")
    filed = {"figures/"}
    assert dropped_by(client, pages, lambda: appeals.append(an_appeal(old))) == filed
    assert dropped_by(client, pages, lambda: appeals[0].routed()) == filed
    assert dropped_by(client, pages, lambda: an_appeal(last_month)) == {"figures/", ""}


def test_code_of_a_day_drops_the_pages_of_the_ledger_and_an_act_does_not(client, pages):
    ledger = {"ledger/", "feeds/ledger/"}
    pages |= dict.fromkeys(ledger)
    assert not ledger & dropped_by(client, pages, lambda: an_appeal(days_ago(90)))
    assert dropped_by(client, pages, sequence.place_leaves) == set()
    yesterday = timezone.localdate() - timedelta(days=1)
    assert (
        dropped_by(client, pages, lambda: sequence.close_day(yesterday, at=timezone.now()))
        == ledger
    )


def test_published_answer_drops_itself_lists_and_the_answers_beside_it(client, pages):
    made = an_appeal(days_ago(60), topic=a_topic("roads"), consent_publication=True).answered()
    row = publication.prepare(
        made.appeal.replies.get(kind="full"), title="Жол", question="Жол тар.", answer="Кеңейеді.",
        by=made.clerk, at=made.at,
    )  # fmt: skip
    lists = {"", "answers/", "feeds/answers/"}
    publish = dropped_by(client, pages, lambda: publication.publish(row, by=made.head, at=made.at))
    assert publish == lists | {"answers/2/"}
    row.refresh_from_db()
    pages |= {"answers/3/": None}
    withdrawn = dropped_by(
        client, pages,
        lambda: publication.withdraw(row, "Қате.", reason="mistake", by=made.head, at=made.at),
    )  # fmt: skip
    assert withdrawn == lists | {"answers/2/", "answers/3/"}
    assert (
        dropped_by(client, ["", "answers/", "feeds/answers/"], _publish_again(row, made), "ru")
        == set()
    )


def _publish_again(row, made):
    reply = made.appeal.replies.get(kind="full")
    texts = {"title": "Жол", "question": "Жол тар.", "answer": "Кеңейеді."}
    ready = publication.prepare(reply, **texts, by=made.clerk, at=made.at)
    return lambda: publication.publish(ready, by=made.head, at=made.at)


def test_text_that_waits_for_its_check_drops_nothing(client, pages):
    made = an_appeal(days_ago(60), consent_publication=True).answered()
    reply = made.appeal.replies.get(kind="full")
    texts = {"title": "Жол", "question": "Жол тар.", "answer": "Кеңейеді."}
    prepare = lambda: publication.prepare(reply, **texts, by=made.clerk, at=made.at)  # noqa: E731
    assert dropped_by(client, pages, prepare) == set()


def test_office_topic_schedule_and_settings_drop_what_shows_them(client, pages):
    office = a_working_office("KEN")

    def rename_office():
        office.title_kk = "Жаңа атау"
        office.save()

    dropped = dropped_by(client, pages, rename_office)
    assert dropped >= {"", "offices/", "offices/ken/", "answers/1/", "answers/", "figures/"}
    assert "procedures/" not in dropped
    close = lambda: Closure.objects.create(  # noqa: E731
        office=office, first_day=date(2026, 3, 2), last_day=date(2026, 3, 2), reason_kk="Жөндеу"
    )
    scheduled = {"", "offices/", "offices/ken/", "offices/tur/", "offices/ken/stand/", "reception/"}
    assert dropped_by(client, pages, close) == scheduled
    assert dropped_by(client, pages, lambda: set_portal_contacts(hotline="+77172741111")) >= {
        name for name in pages if "feeds" not in name
    }


def test_published_report_drops_lists_and_front_pages_but_no_answer(client, pages, site):
    pages |= {"reports/": None, "accessibility/": None}
    dropped = dropped_by(client, pages, lambda: a_report("kk"))
    assert dropped >= {"", "reports/"}
    assert not dropped & {"answers/", "answers/1/", "figures/", "reception/", "offices/ken/stand/"}


def test_section_in_the_header_drops_every_page(client, pages, site):
    procedures = Page.objects.get(slug="procedures", locale=site["kk"].locale)
    shown = {name for name in pages if "feeds" not in name} - {"procedures/"}
    assert dropped_by(client, shown, procedures.specific.unpublish) == shown
    assert dropped_by(client, shown, lambda: site["kk"].get_children().last().delete()) == shown


def test_edited_calendar_day_is_in_force_and_drops_every_page_of_receptions(client, pages):
    day = date(2026, 3, 3)
    assert working_calendar().is_workday(day)
    edit = lambda: CalendarDay.objects.create(date=day, kind="off", name_kk="Мереке")  # noqa: E731
    dropped = dropped_by(client, pages, edit)
    assert dropped == {
        "", "offices/", "offices/ken/", "offices/tur/", "offices/ken/stand/", "reception/",
    }  # fmt: skip
    assert not working_calendar().is_workday(day)
    CalendarDay.objects.filter(date=day).update(kind="workday")
    assert working_calendar().is_workday(day)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_pages_end_with_the_hour_they_name(client, pages, language, monkeypatch):
    banner_until = almaty_time("2026-03-02 09:40")
    monkeypatch.setattr(timezone, "now", lambda: almaty_time("2026-03-02 09:30"))
    until = {name: render(client, f"/{language}/{name}").until for name in pages}
    assert until["offices/ken/"] == until["offices/"] == almaty_time("2026-03-02 10:00")
    assert until[""] == almaty_time("2026-03-02 12:00")
    assert until["offices/ken/stand/"] == almaty_time("2026-03-03 00:00")
    assert until["procedures/"] is None
    set_portal_contacts(banner_kk="Боран", banner_ru="Буран", banner_until=banner_until)
    assert render(client, f"/{language}/").until == banner_until
    monkeypatch.setattr(timezone, "now", lambda: banner_until)
    assert render(client, f"/{language}/procedures/").until is None


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_form_filled_in_with_this_minute_is_not_kept(client, site, language):
    assert not render(client, f"/{language}/terms/").keep
    assert render(client, f"/{language}/figures/").keep
