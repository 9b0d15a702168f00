"""A changed day of the working calendar moves the terms of open appeals, once confirmed."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from appeals import lifecycle, status_text
from appeals.models import Appeal
from appeals.states import Act
from appeals.term_moves import find_moves
from core.models import CalendarDay, Notice
from core.workdays.source import working_calendar
from tests.builders import almaty_time, an_appeal, an_editor

pytestmark = pytest.mark.django_db
FRIDAY = almaty_time("2026-11-27 10:00")
NEXT_DAY = almaty_time("2026-11-28 10:00")
DECEMBER_18, DECEMBER_21 = date(2026, 12, 18), date(2026, 12, 21)


def a_day_off(*days: date, **values) -> None:
    names = {"name_kk": "Қосымша демалыс", "name_ru": "Дополнительный выходной", **values}
    for day in days:
        CalendarDay.objects.create(date=day, **names)


def move_all(days=(), at=NEXT_DAY) -> int:
    found = find_moves(timezone.localdate(at))
    return lifecycle.move_terms([move.appeal for move in found], days, at=at)


def test_new_days_off_move_an_open_term_with_journal_and_letter():
    made = an_appeal(FRIDAY, language="ru")
    assert made.appeal.due_on == DECEMBER_21
    a_day_off(DECEMBER_18, DECEMBER_21)
    assert move_all([DECEMBER_18, DECEMBER_21]) == 1
    appeal = made.built()
    assert (appeal.due_on, appeal.state) == (date(2026, 12, 23), "registered")
    entry = appeal.events.latest("pk")
    assert (entry.act, entry.public) == (Act.MOVE_TERM, True)
    assert "18 декабря 2026 г. — выходной: Дополнительный выходной." in entry.why
    letter = Notice.objects.latest("pk").body
    assert "23 декабря" in letter
    assert "Дополнительный выходной" in letter
    assert [line for line in status_text.build_timeline(appeal) if entry.why in line["text"]]
    assert call_command("verify_journal") is None
    assert move_all() == 0


def test_strip_ends_in_a_due_square_before_and_after_the_move():
    made = an_appeal(FRIDAY)
    a_day_off(DECEMBER_21)
    for _moved in (False, True):
        days = status_text.due_strip(made.built(), NEXT_DAY)["days"]
        assert [n for n, day in enumerate(days, 1) if "due" in day["states"]] == [len(days)]
        move_all()


def test_removed_day_off_moves_the_term_back():
    made = an_appeal(FRIDAY)
    a_day_off(DECEMBER_18)
    move_all()
    assert made.built().due_on == date(2026, 12, 22)
    CalendarDay.objects.all().delete()
    move_all([DECEMBER_18])
    assert made.built().due_on == DECEMBER_21


def test_short_answer_moves_too_unless_it_was_given():
    waiting, given = an_appeal(FRIDAY), an_appeal(FRIDAY).short_answered()
    assert waiting.appeal.short_due_on == date(2026, 12, 2)
    a_day_off(date(2026, 12, 1))
    move_all()
    assert waiting.built().short_due_on == date(2026, 12, 3)
    assert given.built().short_due_on == date(2026, 12, 2)
    assert waiting.built().due_on == given.built().due_on == date(2026, 12, 22)


def test_extended_term_moves_off_a_day_off_and_back():
    made = an_appeal(FRIDAY).started()
    lifecycle.extend(made.appeal, date(2026, 12, 28), why="Сараптама.", by=made.head, at=NEXT_DAY)
    a_day_off(DECEMBER_18)
    move_all()
    assert made.built().due_on == date(2026, 12, 28)
    a_day_off(date(2026, 12, 28))
    move_all()
    assert made.built().due_on == date(2026, 12, 29)
    CalendarDay.objects.filter(date=date(2026, 12, 28)).delete()
    assert move_all([date(2026, 12, 28)]) == 1
    assert made.built().due_on == date(2026, 12, 28)
    assert move_all() == 0


def test_answered_and_ended_terms_stay():
    answered, overdue = an_appeal(FRIDAY).answered(), an_appeal(FRIDAY)
    a_day_off(DECEMBER_18)
    later = almaty_time("2026-12-25 10:00")
    assert [move.appeal for move in find_moves(NEXT_DAY.date())] == [overdue.appeal]
    assert find_moves(later.date()) == []
    move_all(at=later)
    assert answered.built().due_on == overdue.built().due_on == DECEMBER_21


def test_command_names_terms_that_do_not_agree_and_moves_them(capsys):
    made = an_appeal(timezone.now())
    call_command("verify_terms")
    CalendarDay.objects.create(date=made.appeal.due_on, name_kk="Демалыс")
    with pytest.raises(CommandError):
        call_command("verify_terms")
    assert made.appeal.number in capsys.readouterr().out
    call_command("verify_terms", "--move")
    call_command("verify_terms")
    assert made.built().due_on > made.appeal.short_due_on


@pytest.fixture
def editor_client(client):
    client.force_login(an_editor("ru"))
    return client


def values_of(day: date) -> dict:
    names = {f"name_{code}": "Дополнительный выходной" for code in ("kk", "ru", "en")}
    return {"date": f"{day:%d.%m.%Y}", "kind": "day_off", "act": "", **names}


def a_day_in_the_term(appeal: Appeal) -> date:
    return working_calendar().add_workdays(appeal.counted_from, 10)


def test_admin_says_how_many_terms_move_and_moves_them_when_confirmed(editor_client):
    made, other = an_appeal(timezone.now()), an_appeal(timezone.now())
    day, due_on = a_day_in_the_term(made.appeal), made.appeal.due_on
    url = reverse("calendar_days:add")
    page = editor_client.post(url, values_of(day))
    assert "2 открытых обращения: их сроки сдвинутся" in page.content.decode()
    assert not CalendarDay.objects.exists()
    assert made.built().due_on == due_on
    seen = page.context["digest"]
    back = editor_client.post(url, values_of(day) | {"moves_seen": seen, "moves_back": "1"})
    assert "Дополнительный выходной" in back.content.decode()
    assert not CalendarDay.objects.exists()
    editor_client.post(url, values_of(day) | {"moves_seen": seen})
    assert made.built().due_on == other.built().due_on > due_on
    row = CalendarDay.objects.get()
    delete = reverse("calendar_days:delete", args=[row.pk])
    page = editor_client.post(delete)
    assert "2 открытых обращения" in page.content.decode()
    editor_client.post(delete, {"moves_seen": page.context["digest"]})
    assert not CalendarDay.objects.exists()
    assert made.built().due_on == due_on


@pytest.mark.parametrize("year", ["1999", "2101", "0206"])
def test_admin_refuses_a_mistyped_year(editor_client, year):
    values = values_of(DECEMBER_18) | {"date": f"18.12.{year}"}
    page = editor_client.post(reverse("calendar_days:add"), values)
    assert "Выберите день с 2000 по 2100 год." in page.content.decode()
    assert not CalendarDay.objects.exists()


def test_admin_asks_again_when_another_appeal_would_move_meanwhile(editor_client):
    made = an_appeal(timezone.now())
    day = a_day_in_the_term(made.appeal)
    url = reverse("calendar_days:add")
    seen = editor_client.post(url, values_of(day)).context["digest"]
    an_appeal(timezone.now())
    page = editor_client.post(url, values_of(day) | {"moves_seen": seen})
    assert (page.context["count"], page.context["changed"]) == (2, True)
    assert not CalendarDay.objects.exists()


def test_changed_date_of_a_day_counts_both_days(editor_client):
    made = an_appeal(timezone.now())
    first = a_day_in_the_term(made.appeal)
    row = CalendarDay.objects.create(date=first, name_kk="Демалыс", name_ru="Выходной")
    call_command("verify_terms", "--move")
    moved = made.built().due_on
    far = working_calendar().add_workdays(moved, 20)
    url = reverse("calendar_days:edit", args=[row.pk])
    page = editor_client.post(url, values_of(far))
    editor_client.post(url, values_of(far) | {"moves_seen": page.context["digest"]})
    assert made.built().due_on < moved
    assert f"{first.day} " in made.built().events.latest("pk").why
