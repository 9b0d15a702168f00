"""A value of a process is made anew when what it was made of changes."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from core import page_cache
from core.models import CalendarDay
from core.page_cache import changes, index, rendering
from core.workdays.source import working_calendar

KEY = "days"


@pytest.fixture
def days():
    """Return a function that returns the kept number of calendar days, and how often it was counted."""
    counted = []

    def make() -> int:
        counted.append(1)
        return CalendarDay.objects.count()

    return lambda: (page_cache.kept_value(KEY, make), len(counted))


def add_day(day: int) -> CalendarDay:
    return CalendarDay.objects.create(date=f"2030-06-{day:02}", kind=CalendarDay.Kind.DAY_OFF)


def test_a_value_is_made_once_and_without_a_query_until_its_table_changes(
    db, days, django_assert_num_queries
):
    before, _ = days()
    with django_assert_num_queries(0):
        assert days() == (before, 1)
    add_day(3)
    assert days() == (before + 1, 2)
    CalendarDay.objects.filter(date="2030-06-03").update(name_ru="Сход")
    assert days() == (before + 1, 3)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_calendarday")
    assert days() == (0, 4)


def test_an_update_of_no_row_changes_nothing(db, days):
    days()
    CalendarDay.objects.filter(pk=0).update(name_ru="Сход")
    assert days()[1] == 1


def test_a_rollback_forgets_the_change_and_what_was_made_of_it(db, days):
    before, _ = days()
    with transaction.atomic():
        add_day(4)
        assert days()[0] == before + 1
        transaction.set_rollback(True)
    assert days()[0] == before


@pytest.mark.django_db(transaction=True)
def test_a_commit_counts_and_an_uncommitted_change_is_seen_by_its_own_thread_only(days):
    before, _ = days()
    with transaction.atomic():
        add_day(5)
        assert days()[0] == before + 1
        moment = index.moment()
    assert not index.is_unchanged(["core_calendarday"], moment)
    assert days()[0] == before + 1


def test_a_change_of_another_process_counts(db, days):
    days()
    index.stamp(["core_calendarday"])  # what another process writes into the shared index
    assert days()[1] == 2


@pytest.mark.parametrize("loss", ["index", "folder", "garbage"])
def test_a_lost_or_broken_index_only_makes_values_anew(db, days, page_folder, loss):
    days()
    file = page_folder / index.FILE
    if loss == "garbage":
        index.close()
        file.write_bytes(b"not a database" * 1000)
    elif loss == "index":
        file.unlink()
    else:
        index.destroy()
    assert days()[1] == 2
    assert days()[1] == 2


def test_a_value_ends_at_its_moment(db, days):
    made = []

    def make():
        made.append(1)
        page_cache.valid_until(timezone.now() + timedelta(days=len(made) - 2))

    for _ in range(4):
        page_cache.kept_value("until", make)
    assert len(made) == 3, "the first two had ended at once"


def test_dependencies_of_a_value_are_those_of_the_page_each_time(db, days):
    for _ in range(2):
        with rendering.recording() as page:
            days()
        assert page.names == {"core_calendarday"}


def test_a_name_stands_for_the_tables_read_inside(db):
    with rendering.recording() as page, page_cache.named("days"):
        CalendarDay.objects.count()
    assert page.names == {"days"}
    moment = index.moment()
    add_day(6)
    changes.settle()
    assert index.is_unchanged(["days"], moment)
    page_cache.changed("days")
    changes.settle()
    assert not index.is_unchanged(["days"], moment)


def test_what_reads_a_table_that_tells_no_changes_is_not_kept(db):
    with rendering.recording() as page:
        Session.objects.exists()
    assert not page.keep
    moment = index.moment()
    Session.objects.create(session_key="x", session_data="", expire_date=timezone.now())
    changes.settle()
    assert index.moment() == moment


def test_the_calendar_out_of_a_cache_is_a_dependency(db):
    working_calendar()
    with rendering.recording() as page:
        working_calendar()
    assert "core_calendarday" in page.names


def test_dropping_everything_ends_every_value(db, days):
    days()
    page_cache.drop_all()
    assert days()[1] == 2


def test_listeners_are_told_the_names_after_the_commit(db, monkeypatch):
    told = []
    monkeypatch.setattr(changes, "_listeners", [])
    page_cache.when_changed(told.append)
    page_cache.changed("answers", "figures:2030-06")
    changes.settle()
    page_cache.drop_all()
    assert told == [{"answers", "figures:2030-06"}, {"*"}]
