"""The row of figures of an appeal follows its journal: the first answer decides."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from appeals import lifecycle
from appeals.models import AppealFact
from core.models import CalendarDay
from tests.builders import (
    MONDAY,
    a_staff_member,
    almaty_time,
    an_appeal,
    an_office,
)

pytestmark = pytest.mark.django_db
DUE = date(2026, 2, 23)  # of an appeal of MONDAY, 15 working days later
AFTER_THE_TERM = timedelta(days=30)


def fact_of(made: an_appeal) -> AppealFact:
    return AppealFact.objects.get(appeal=made.appeal)


def reopened(made: an_appeal) -> an_appeal:
    made.appeal = lifecycle.reopen(made.appeal, why="Шағым түсті.", by=made.head, at=made._later())
    return made


def test_registration_writes_where_the_appeal_is_and_its_days():
    region = an_office("REG", level="regional")
    district = an_office("DIS", parent=region, level="district")
    made = an_appeal(office=district)
    fact = fact_of(made)
    assert (fact.office, fact.region, fact.channel) == (district, region, "portal")
    assert (fact.topic, fact.kind, fact.officer) == (made.appeal.topic, made.appeal.kind, None)
    assert (fact.received_on, fact.received_month) == (MONDAY.date(), date(2026, 2, 1))
    assert (fact.counted_from, fact.due_on) == (made.appeal.counted_from, DUE)
    assert (fact.outcome, fact.late, fact.short, fact.days_taken) == (
        "open",
        False,
        "waiting",
        None,
    )


def test_each_act_updates_the_row_in_its_own_transaction():
    made = an_appeal().routed()
    assert fact_of(made).officer == made.clerk
    made.answered().rated(4)
    fact = fact_of(made)
    assert (fact.outcome, fact.first_answered_on) == ("answered", MONDAY.date())
    assert (fact.days_taken, fact.stars) == (0, 4)
    with transaction.atomic():
        reopened(made)
        assert fact_of(made).reopened
        transaction.set_rollback(True)
    assert not fact_of(made).reopened


def test_reopening_and_a_second_answer_leave_the_first_one_late():
    made = an_appeal().started()
    made.at += AFTER_THE_TERM
    made.answered()
    first = fact_of(made)
    assert (first.late, first.due_on) == (True, DUE)
    reopened(made).answered()
    fact = fact_of(made)
    assert (fact.outcome, fact.late, fact.reopened) == ("answered", True, True)
    assert (fact.first_answered_on, fact.due_on) == (first.first_answered_on, DUE)


def test_reopening_leaves_a_timely_first_answer_timely():
    made = reopened(an_appeal().answered())
    made.at += AFTER_THE_TERM + AFTER_THE_TERM
    made.answered()
    fact = fact_of(made)
    assert (fact.outcome, fact.late, fact.first_answered_on) == ("answered", False, MONDAY.date())


def test_closing_after_the_term_is_late_and_stays_so():
    made = an_appeal().started()
    made.at += AFTER_THE_TERM
    made.closed()
    assert (fact_of(made).outcome, fact_of(made).late) == ("closed", True)
    reopened(made)
    fact = fact_of(made)
    assert (fact.outcome, fact.late, fact.due_on, fact.closed_on) == ("open", True, DUE, None)
    made.answered()
    assert (fact_of(made).outcome, fact_of(made).late) == ("answered", True)


def test_appeal_closed_within_the_term_has_its_new_term_when_opened_again():
    made = an_appeal().started().closed()
    assert (fact_of(made).outcome, fact_of(made).late) == ("closed", False)
    made.at += AFTER_THE_TERM
    reopened(made).answered()
    fact = fact_of(made)
    assert (fact.late, fact.due_on) == (False, made.appeal.due_on)


@pytest.mark.parametrize(("days", "late"), [(2, False), (4, True)])
def test_forwarding_is_late_after_three_working_days(days, late):
    made = an_appeal()
    made.at += timedelta(days=days)
    made.forwarded()
    fact = fact_of(made)
    assert (fact.outcome, fact.late) == ("forwarded", late)
    assert fact.forwarded_on == (MONDAY + timedelta(days=days)).date()


def test_withdrawal_is_no_closing_by_staff():
    made = an_appeal()
    lifecycle.withdraw(made.appeal, at=MONDAY + timedelta(days=1))
    fact = fact_of(made)
    assert (fact.outcome, fact.late, fact.closed_on) == ("withdrawn", False, date(2026, 2, 3))


def test_term_extended_while_it_runs_counts():
    made = an_appeal().started()
    lifecycle.extend(
        made.appeal, date(2026, 3, 16), why="Сараптама керек.", by=made.head, at=made._later()
    )
    made.at += AFTER_THE_TERM
    made.answered()
    fact = fact_of(made)
    assert (fact.extended, fact.due_on, fact.late) == (True, date(2026, 3, 16), False)


@pytest.mark.parametrize(
    ("given_after", "ended_after", "short"),
    [
        (1, 10, "in_time"),
        (5, 10, "late"),
        (None, 10, "missed"),
        (None, 2, "not_needed"),
        (None, None, "waiting"),
    ],
)
def test_short_answer_has_its_own_term(given_after, ended_after, short):
    made = an_appeal().started()
    if given_after:
        made.at = MONDAY + timedelta(days=given_after)
        made.short_answered()
    if ended_after:
        made.at = MONDAY + timedelta(days=ended_after)
        made.answered()
    assert fact_of(made).short == short


def test_changed_calendar_day_changes_the_days_taken():
    made = an_appeal().started()
    made.at = almaty_time("2026-02-12 10:00")
    made.answered()
    assert fact_of(made).days_taken == 8
    day = CalendarDay.objects.create(date="2026-02-05", kind="day_off", name_kk="Демалыс")
    assert fact_of(made).days_taken == 7
    day.date = date(2026, 2, 14)
    day.save()
    assert fact_of(made).days_taken == 8
    day.date = date(2026, 2, 12)
    day.save()
    assert fact_of(made).days_taken == 7
    day.delete()
    assert fact_of(made).days_taken == 8


def test_row_follows_the_appeal_to_another_office_and_region():
    made = an_appeal().in_office(an_office("NEW", level="regional"))
    assert (fact_of(made).office, fact_of(made).region) == (made.office, made.office)
    made.office.level = "district"
    made.office.save()
    assert fact_of(made).region is None
    executor = a_staff_member("second", "clerk", made.office)
    lifecycle.assign(made.appeal, executor, by=made.head, at=made._later())
    assert fact_of(made).officer == executor
