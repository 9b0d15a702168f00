"""The daily reminder to executors."""

import io

import pytest
from django.core.management import CommandError, call_command

from core.models import Notice
from services.models import OfficeMember
from tests.builders import a_staff_member, almaty_time, an_appeal, an_office

pytestmark = pytest.mark.django_db


def run_remind_due(at: str) -> str:
    output = io.StringIO()
    call_command("remind_due", at=at, stdout=output)
    return output.getvalue()


def letters():
    return Notice.objects.filter(about__startswith="officer:")


def test_reminder_three_working_days_before_and_after_once_a_day():
    made = an_appeal(almaty_time("2026-02-02 10:00")).short_answered()  # due on 23 February
    run_remind_due("2026-02-17T09:00")
    assert not letters().exists()
    assert run_remind_due("2026-02-18T09:00").startswith("1 new letters;")
    assert run_remind_due("2026-02-18T15:00").startswith("0 new letters;")
    letter = letters().get()
    assert letter.to == made.clerk.email
    assert made.appeal.number in letter.body
    assert "Айгүл" not in letter.subject + letter.body
    run_remind_due("2026-02-24T09:00")
    assert letters().filter(to=made.clerk.email).count() == 2


def test_reminder_names_short_answers_due_today_or_late():
    made = an_appeal(almaty_time("2026-02-02 10:00")).started()  # short answer due on 5 February
    run_remind_due("2026-02-04T09:00")
    assert not letters().exists()
    run_remind_due("2026-02-05T09:00")
    run_remind_due("2026-02-06T09:00")
    own = letters().filter(to=made.clerk.email).order_by("pk")
    today, late = (letter.body.splitlines()[-1] for letter in own)
    assert today.endswith("; қысқа жауап мерзімі бүгін бітеді")
    assert late.endswith("; қысқа жауаптың мерзімі өткен (2026 жылғы 5 ақпан)")
    made.at = almaty_time("2026-02-06 10:00")
    made.short_answered()
    run_remind_due("2026-02-09T09:00")
    assert own.count() == 2


def test_overdue_appeals_reach_the_head_in_one_letter_a_day():
    made = an_appeal(almaty_time("2026-02-02 10:00")).short_answered()  # due on 23 February
    run_remind_due("2026-02-23T09:00")
    assert not letters().filter(to=made.head.email).exists()
    run_remind_due("2026-02-24T09:00")
    run_remind_due("2026-02-24T15:00")
    letter = letters().get(to=made.head.email)
    assert "басқа орындаушылар" in letter.body
    assert made.appeal.number in letter.body
    assert "назарыңызды" in letter.subject


def test_late_short_answer_reaches_the_head_of_the_office_above_when_the_office_has_none():
    above, branch = an_office("ROOT"), an_office("BRN", parent=an_office("ROOT"))
    chief = a_staff_member("chief", "head", above)
    made = an_appeal(almaty_time("2026-02-02 10:00"), office=branch).started()
    made.head.memberships.all().delete()
    run_remind_due("2026-02-05T09:00")
    assert not letters().filter(to=chief.email).exists()
    run_remind_due("2026-02-06T09:00")
    assert made.appeal.number in letters().get(to=chief.email).body


def test_forwarding_is_watched_on_its_third_day_while_nobody_has_begun():
    made = an_appeal(almaty_time("2026-02-02 10:00")).routed()  # to forward until 5 February
    begun = an_appeal(almaty_time("2026-02-02 10:00")).short_answered()
    run_remind_due("2026-02-04T09:00")
    assert not letters().exists()
    run_remind_due("2026-02-05T09:00")
    run_remind_due("2026-02-06T09:00")
    today, late = (letter.body for letter in letters().filter(to=made.clerk.email).order_by("pk"))
    assert "қайта жолдаудың соңғы күні — бүгін" in today
    assert "қайта жолдау мерзімі 2026 жылғы 5 ақпан күні өткен" in late
    assert begun.appeal.number not in today + late


def test_head_reads_of_closings_that_wait_for_confirmation():
    made = an_appeal(almaty_time("2026-02-02 10:00")).short_answered().close_proposed()
    run_remind_due("2026-02-03T09:00")
    letter = letters().get()
    assert letter.to == made.head.email
    assert "Жауапсыз жабу ұсынылған" in letter.body


def test_reminder_without_executor_goes_to_the_office():
    made = an_appeal(almaty_time("2026-02-02 10:00"))
    an_appeal(almaty_time("2026-02-02 10:00")).answered()
    run_remind_due("2026-02-24T09:00")
    assert set(letters().values_list("to", flat=True)) == {made.clerk.email, made.head.email}
    assert all(letter.body.count("TUR-2026") == 1 for letter in letters())


def deactivate(user):
    user.is_active = False
    user.save()


def move_to_another_office(user):
    user.memberships.all().delete()
    OfficeMember.objects.create(user=user, office=an_office("ALA"))


@pytest.mark.parametrize("leave", [deactivate, move_to_another_office])
def test_reminder_goes_to_the_office_when_the_executor_has_left(leave):
    made = an_appeal(almaty_time("2026-02-02 10:00"))
    officer = a_staff_member("leaver", "clerk", made.office)
    made.routed(made.office, officer=officer)
    leave(officer)
    run_remind_due("2026-02-24T09:00")
    assert set(letters().values_list("to", flat=True)) == {made.clerk.email, made.head.email}


def test_wrong_moment_is_refused():
    with pytest.raises(CommandError):
        run_remind_due("tomorrow")
