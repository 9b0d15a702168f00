"""The day the terms are counted from is stored with the appeal, whatever office has it later."""

from datetime import date, time
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation

from appeals import lifecycle, receipts, status_text
from appeals.admin import case as admin_case
from appeals.models import Appeal
from core.models import CalendarDay, Notice
from services.models import OfficeHours
from services.offices.opening_hours import opening_status
from tests.builders import almaty_time, an_appeal, an_office

pytestmark = pytest.mark.django_db


def an_office_until(closes: time, code: str):
    office = an_office(code)
    for weekday in range(1, 6):
        OfficeHours.objects.create(
            office=office, purpose="written", weekday=weekday, opens=time(9), closes=closes
        )
    return office


def strip_ends(appeal: Appeal, at: str) -> dict:
    with translation.override("en"):
        strip = status_text.due_strip(appeal, almaty_time(at))
        return {end["label"]: end["text"] for end in strip["ends"]} | {"days": len(strip["days"])}


def test_due_strip_follows_the_hours_of_the_office():
    made = an_appeal(almaty_time("2026-02-02 17:30"), office=an_office_until(time(17), "SEV"))
    assert made.appeal.due_on == date(2026, 2, 24)
    assert strip_ends(made.appeal, "2026-02-03 10:00")["Counts from"] == "3 February"


@pytest.mark.parametrize("clock, counted", [("16:30", 14), ("17:30", 16)])
def test_working_saturday_has_the_published_hours(client, clock, counted):
    saturday, office = date(2026, 3, 14), an_office_until(time(17), "SEV")
    CalendarDay.objects.create(date=saturday, kind="workday", name_kk="Ауыстырылған күн")
    at = almaty_time(f"2026-03-14 {clock}")
    assert opening_status(office, at).is_open == (counted == 14)
    made = an_appeal(at, office=office)
    assert strip_ends(made.appeal, "2026-03-16 12:00")["Counts from"] == f"{counted} March"
    address = f"/api/v1/terms?registered=2026-03-14T{clock}&days=15&office={office.slug}"
    body = client.get(address).json()
    assert body["counted_from"] == f"2026-03-{counted}"
    assert body["due"] == made.appeal.due_on.isoformat()


def test_receipt_does_not_change_when_the_office_changes():
    made = an_appeal(almaty_time("2026-02-02 15:00"))
    made.routed(an_office_until(time(13), "ALA"))
    assert receipts.late_notice(made.built()) == ""
    late = an_appeal(almaty_time("2026-02-02 19:00")).appeal
    with translation.override("en"):
        assert "counts from 3 February 2026" in receipts.late_notice(late)


def test_received_and_counted_from_are_told_apart(client):
    saturday = almaty_time("2026-11-28 08:25")
    made = an_appeal(saturday, language="en")
    appeal = made.appeal
    assert (appeal.counted_from, appeal.due_on) == (date(2026, 11, 30), date(2026, 12, 22))
    letter = Notice.objects.get(about=appeal.number).body
    client.force_login(made.clerk)
    case = client.get(reverse("appeals_admin:case", args=[appeal.pk])).content.decode()
    assert "28.11.2026 08:25" in case
    assert "30.11.2026" in case
    with translation.override("en"):
        strip = status_text.due_strip(appeal, saturday)
        timeline = status_text.build_timeline(appeal)
        card = case_card_facts(appeal)
    both = "Received on 28 November 2026 outside office hours, so the term counts from 30 November"
    assert both in strip["sentence"]
    assert strip["sentence"].endswith("15 working days are left.")
    assert both in letter
    assert timeline[0]["title"] == "Received and registered"
    assert "counts from 30 November 2026" in timeline[0]["text"]
    assert card["Received"] == "28.11.2026 08:25"
    assert card["Counts from"] == "30.11.2026"


def case_card_facts(appeal: Appeal) -> dict:
    return dict(admin_case.card(appeal)["facts"])


def test_labels_of_the_strip_stand_under_their_days():
    made = an_appeal(almaty_time("2026-02-02 10:00"))
    with translation.override("en"):
        days = status_text.due_strip(made.appeal, almaty_time("2026-02-03 10:00"))["days"]
    labels = {n: day["end"]["text"] for n, day in enumerate(days) if day["end"]}
    assert labels == {0: "2 February", 3: "5 February", 21: "23 February"}


def test_reopened_appeal_shows_the_days_of_the_new_term():
    made = an_appeal().short_answered().answered()
    again = almaty_time("2026-05-11 10:00")  # a day off
    made.appeal = lifecycle.reopen(made.appeal, why="Шағым.", by=made.head, at=again)
    ends = strip_ends(made.appeal, "2026-05-12 10:00")
    assert ends == {"Counts from": "12 May", "Full answer": "3 June", "days": 23}
    with translation.override("en"):
        assert "after the appeal was opened again" in status_text.explain_due_date(made.appeal)
    assert receipts.late_notice(made.appeal) == ""


def test_reopened_appeal_without_short_answer_gets_a_new_short_due_date():
    made = an_appeal().answered()
    again = almaty_time("2026-03-02 10:00")
    made.appeal = lifecycle.reopen(made.appeal, why="Шағым.", by=made.head, at=again)
    assert made.appeal.short_due_on == date(2026, 3, 5)
    assert strip_ends(made.appeal, "2026-03-02 12:00")["Short answer"] == "5 March"


def test_migration_fills_counted_from_out_of_the_journal():
    plain = an_appeal(almaty_time("2026-02-02 10:00")).routed(an_office_until(time(9, 30), "ALA"))
    early = an_appeal(almaty_time("2026-02-02 17:30"), office=an_office_until(time(17), "SEV"))
    weekend = an_appeal(almaty_time("2026-02-07 10:00"))
    again = an_appeal().answered()
    lifecycle.reopen(again.appeal, why="Шағым.", by=again.head, at=almaty_time("2026-03-02 20:00"))
    all_of_them = [plain, early, weekend, again]
    right = [made.built().counted_from for made in all_of_them]
    Appeal.objects.update(counted_from=date(2000, 1, 1))
    import_module("appeals.migrations.0004_counted_from").fill(apps, None)
    assert [made.built().counted_from for made in all_of_them] == right
    assert right == [date(2026, 2, 2), date(2026, 2, 3), date(2026, 2, 9), date(2026, 3, 3)]
