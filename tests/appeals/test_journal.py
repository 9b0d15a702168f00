"""verify_journal reports every change of the journal."""

import io
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection

from appeals import journal, lifecycle
from appeals.models import Appeal, Event
from core.ledger.models import LedgerLeaf
from tests.appeals.test_registration import a_file
from tests.builders import an_appeal

pytestmark = pytest.mark.django_db


def run_verify_journal() -> str:
    out = io.StringIO()
    call_command("verify_journal", stdout=out, stderr=out)
    return out.getvalue()


def reported_faults() -> str:
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_journal", stdout=out, stderr=out)
    return out.getvalue()


def test_unchanged_journal_has_no_faults():
    an_appeal().answered().closed()
    an_appeal()
    assert (
        "6 entries of 2 appeals" in run_verify_journal()
        or "entries of 2 appeals" in run_verify_journal()
    )


@pytest.mark.parametrize(
    "change",
    [
        {"why": "Басқа себеп"},
        {"act": "close"},
        {"at": "2026-02-03T00:00:00Z"},
        {"by_id": None},
        {"to_state": "closed"},
        {"public": False},
        {"data": {"decision": "satisfied", "x": 1}},
    ],
)
def test_changed_entry_is_reported(change):
    made = an_appeal().answered()
    entry = made.appeal.events.order_by("pk")[2]
    Event.objects.filter(pk=entry.pk).update(**change)
    assert f"{made.appeal.number} #3" in reported_faults()


def test_removed_entry_is_reported():
    made = an_appeal().answered()
    entry = made.appeal.events.order_by("pk")[1]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM appeals_event WHERE id = %s", [entry.pk])
    assert "removed or replaced" in reported_faults()


def test_entry_with_an_hmac_of_another_key_is_reported(settings):
    from appeals.journal import entry_hmac

    made = an_appeal().answered()
    last = made.appeal.events.order_by("-pk").first()
    last.why = "Өзгертілді"
    last.hash = entry_hmac(last, made.appeal.number, "another key")
    last.save()
    assert "changed after" in reported_faults()


def test_state_changed_in_the_database_and_missing_number_are_reported():
    made = an_appeal()
    Appeal.objects.filter(pk=made.appeal.pk).update(state="closed")
    assert "state is not the one" in reported_faults()
    Appeal.objects.filter(pk=made.appeal.pk).update(state="registered")
    second = an_appeal()
    with connection.cursor() as cursor:
        for table in ("event", "point", "appealfact"):
            cursor.execute(f"DELETE FROM appeals_{table} WHERE appeal_id = %s", [second.appeal.pk])
        cursor.execute("DELETE FROM appeals_appeal WHERE id = %s", [second.appeal.pk])
    assert f"{second.appeal.number} #0: the number was given" in reported_faults()


def test_entries_of_an_older_key_are_accepted(settings):
    an_appeal()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key after a leak"
    assert "are whole" in run_verify_journal()


def change_by_sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def remove_last_entry(made) -> None:
    last = made.appeal.events.order_by("-pk").first()
    change_by_sql("DELETE FROM appeals_event WHERE id = %s", last.pk)


def test_removed_last_entry_is_reported():
    made = an_appeal()
    lifecycle.add_document(made.appeal, a_file(), at=made.at)
    remove_last_entry(made)
    assert f"{made.appeal.number} #1: the journal does not end" in reported_faults()


def test_later_act_does_not_hide_a_removed_last_entry():
    made = an_appeal()
    lifecycle.add_document(made.appeal, a_file(), at=made.at)
    remove_last_entry(made)
    change_by_sql("UPDATE appeals_appeal SET journal_length = 1 WHERE id = %s", made.appeal.pk)
    lifecycle.add_document(made.appeal, a_file(name="b.pdf"), at=made.at)
    assert f"{made.appeal.number} #2: the journal does not end" in reported_faults()


@pytest.mark.parametrize(
    ("statement", "value", "fault"),
    [
        ("UPDATE appeals_reply SET text = %s WHERE appeal_id = %s", "Басқа мәтін", "an answer"),
        ("UPDATE appeals_appeal SET matter = %s WHERE id = %s", "Басқа мәселе", "the matter"),
        ("UPDATE appeals_point SET text = %s WHERE appeal_id = %s", "Басқа", "the matter"),
        ("UPDATE appeals_appeal SET due_on = %s WHERE id = %s", "2030-01-01", "a date"),
        ("UPDATE appeals_appeal SET short_due_on = %s WHERE id = %s", "2030-01-01", "a date"),
    ],
)
@pytest.mark.parametrize("later", [False, True], ids=["at the end", "before a later act"])
def test_changed_text_or_date_is_reported(statement, value, fault, later):
    made = an_appeal().answered()
    change_by_sql(statement, value, made.appeal.pk)
    if later:
        made.closed()
    (line,) = [line for line in reported_faults().splitlines() if fault in line]
    assert line.startswith(f"{made.appeal.number} #")


def test_reopened_appeal_and_second_answer_have_no_faults():
    made = an_appeal().short_answered().answered().closed()
    lifecycle.reopen(made.appeal, why="Су қайта ағып тұр.", by=made.head, at=made.at)
    made.answered()
    assert "are whole" in run_verify_journal()


def test_journal_of_an_older_version_is_sealed_by_the_migration():
    made = an_appeal()
    entry = made.appeal.events.get()
    entry.content = {}
    entry.hash = journal.entry_hmac(entry, made.appeal.number, django_settings.SECRET_KEY)
    entry.leaf = None
    entry.save()
    LedgerLeaf.objects.all().delete()
    call_command("fill_ledger", stdout=io.StringIO())
    Appeal.objects.update(journal_length=0, journal_seal="")
    assert f"{made.appeal.number} #1" in reported_faults()
    import_module("appeals.migrations.0008_journal_seal").seal_journals(apps, None)
    assert "are whole" in run_verify_journal()
    made.answered()
    assert "are whole" in run_verify_journal()
    remove_last_entry(made)
    assert made.appeal.number in reported_faults()
