"""A removed, changed, added or back-dated entry of the reading record shows; who_saw reads it."""

import csv
import io
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from core.reading_record import chain as chains
from core.reading_record.days import close_reading_day
from core.reading_record.models import ReadingChain, ReadingDay
from core.reading_record.writing import log_list_view, log_opening
from tests.builders import a_staff_member, an_appeal, days_ago

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def run(command: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def faults() -> str:
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_reading_record", stdout=err, stderr=err)
    return err.getvalue()


@pytest.fixture
def clerk():
    """A clerk who has opened an appeal five times, on two days; the first day is closed."""
    made = an_appeal()
    for hours in (50, 49, 48, 2, 1):
        at = NOW - timedelta(hours=hours)
        log_opening(made.clerk, "appeals.open", made.appeal, at=at)
        if hours == 48:
            close_reading_day(timezone.localdate(at), at=NOW - timedelta(hours=20))
    return made.clerk


def entry(clerk, number: int) -> ModelLogEntry:
    return ModelLogEntry.objects.filter(user=clerk).order_by("pk")[number - 1]


def test_untouched_record_is_whole(clerk):
    assert "5 openings of 1 accounts are whole, 1 days" in run("verify_reading_record")


@pytest.mark.parametrize(
    "change",
    [
        {"object_id": "999999"},
        {"action": "appeals.print"},
        {"label": "XXX-2026-000001"},
        {"timestamp": NOW - timedelta(days=400)},
        {"data": {"place": 2, "seal": "0" * 64}},
        {"data": {}},
        {"user": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_changed_entry_is_reported(clerk, change):
    ModelLogEntry.objects.filter(pk=entry(clerk, 2).pk).update(**change)
    assert clerk.username in faults()


@pytest.mark.parametrize("number", [1, 3, 5], ids=["first", "middle", "last"])
def test_removed_entry_is_reported_also_after_later_openings(clerk, number):
    entry(clerk, number).delete()
    assert clerk.username in faults()
    log_list_view(clerk, "appeals.list", [an_appeal().appeal])
    assert clerk.username in faults()


def test_later_opening_does_not_hide_a_shortened_chain(clerk):
    last = entry(clerk, 5)
    before = entry(clerk, 4).data["seal"]
    last.delete()
    ReadingChain.objects.update(length=4, head=before)
    log_list_view(clerk, "appeals.list", [an_appeal().appeal])
    assert "not as it was sealed" in faults()


def test_added_entry_is_reported(clerk):
    log(instance=clerk, action="appeals.open", user=clerk, timestamp=days_ago(3))
    assert "without a seal" in faults()


def test_entries_of_an_account_removed_with_its_chain_are_missed_by_the_closed_day(clerk):
    ModelLogEntry.objects.filter(user=clerk).delete()
    ReadingChain.objects.all().delete()
    assert "there is no chain" in faults()


def test_entry_sealed_with_the_key_but_dated_back_is_reported(clerk):
    at = NOW - timedelta(hours=50)
    log_opening(clerk, "appeals.open", an_appeal().appeal, at=at)
    assert "written after that day" in faults()


def test_chain_written_anew_with_the_key_differs_from_the_closed_day(clerk):
    ModelLogEntry.objects.filter(user=clerk).delete()
    ReadingChain.objects.all().delete()
    for hours in (50, 49, 48):
        log_opening(clerk, "appeals.open", clerk, at=NOW - timedelta(hours=hours))
    assert "is not the one that" in faults()
    ReadingDay.objects.update(heads={})
    assert "in the public ledger" in faults()


def test_entries_of_an_older_version_are_sealed_by_the_migration():
    clerk = a_staff_member()
    log(instance=clerk, action="appeals.open", user=clerk)
    import_module("core.migrations.0011_begin_reading_chains").begin(apps, None)
    log_opening(clerk, "appeals.open", clerk)
    assert "2 openings of 1 accounts" in run("verify_reading_record")
    ModelLogEntry.objects.order_by("pk").first().delete()
    assert "without a seal" in faults()


def test_entries_of_an_older_key_are_accepted(clerk, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key after a leak"
    log_opening(clerk, "appeals.open", clerk)
    assert "6 openings" in run("verify_reading_record")


def test_each_account_has_a_chain_of_its_own(clerk):
    other = a_staff_member("other")
    log_opening(other, "appeals.open", other)
    assert {chain.account: chain.length for chain in ReadingChain.objects.all()} == {
        clerk.pk: 5,
        other.pk: 1,
    }
    assert all(map(chains.is_sealed, ReadingChain.objects.all()))


# --- who_saw --------------------------------------------------------------------------------


def table(*arguments: str) -> list[dict[str, str]]:
    text = run("who_saw", *arguments, "--language", "en").removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_table_of_an_account_has_each_appeal_of_its_lists_and_searches(scenario):
    clerk = scenario.users["clerk"]
    scenario.client("clerk").get("/admin/appeals/")
    scenario.client("clerk").get(f"/admin/appeals/{scenario.appeal.pk}/")
    today = str(timezone.localdate())
    rows = table("--account", clerk.username, "--from", today, "--to", today)
    said = {(row["What was opened"], row["Number"]) for row in rows}
    assert ("List of appeals shown", scenario.appeal.number) in said
    assert ("Appeal opened", scenario.appeal.number) in said
    assert "Name" not in rows[0]
    yesterday = str(timezone.localdate() - timedelta(days=1))
    assert table("--account", clerk.username, "--from", yesterday, "--to", yesterday) == []


def test_table_of_an_appeal_has_everybody_who_opened_it(scenario):
    for role in ("clerk", "head"):
        scenario.client(role).get(f"/admin/appeals/{scenario.appeal.pk}/")
    scenario.client("clerk").get("/admin/appeals/", {"export": "csv"})
    rows = table("--appeal", scenario.appeal.number)
    seen = {(row["Account"], row["What was opened"]) for row in rows}
    clerk, head = (scenario.users[role].username for role in ("clerk", "head"))
    assert {
        (clerk, "Appeal opened"), (head, "Appeal opened"), (clerk, "List of appeals exported"),
    } <= seen  # fmt: skip


def test_contacts_stand_in_the_table_only_when_asked_for_and_that_is_an_opening(clerk):
    appeal = an_appeal(name="Сейтқали Айгүл", id_number="880101300123").appeal
    log_opening(clerk, "appeals.open", appeal)
    with pytest.raises(CommandError, match="--by"):
        run("who_saw", "--appeal", appeal.number, "--with-contacts")
    arguments = ("--appeal", appeal.number, "--with-contacts", "--by", clerk.username)
    (row,) = table(*arguments)
    assert (row["Name"], row["IIN or BIN"]) == ("Сейтқали Айгүл Серікқызы", "880101300123")
    assert "Table of a breach notice" in table("--appeal", appeal.number)[-1]["What was opened"]
    assert "whole" in run("verify_reading_record")
