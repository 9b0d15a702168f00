"""What is over its term of keeping is counted, deleted or anonymised by confirmed rules alone."""

import io
import os
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from appeals import lifecycle
from appeals.models import Appeal
from core import outbox
from core.models import Notice, RetentionRule
from core.reading_record.writing import log_opening
from core.retention import kinds
from core.retention.kinds import RowKind
from core.retention.rules import create_rules
from forms import drafts
from forms.models import Draft
from services.booking import lifecycle as bookings
from tests.builders import a_staff_member, an_appeal, an_office, an_official, days_ago

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 2, 3, 10, tzinfo=timezone.get_default_timezone())


def retain(*arguments: str) -> dict[str, str]:
    """Return kind → what was printed of it."""
    out = io.StringIO()
    call_command("retain", *arguments, stdout=out)
    return dict(line.split(": ", 1) for line in out.getvalue().splitlines())


@pytest.fixture
def confirmed():
    create_rules()
    RetentionRule.objects.update(confirmed=True)


def write_letter(about: str, at=LONG_AGO, delivery=Notice.Delivery.SENT) -> Notice:
    letter = outbox.enqueue(
        to="a@mail.example", language="kk", subject="Хат", body="Мәтін", about=about,
        key=f"{about}{at}{delivery}", at=at,
    )  # fmt: skip
    Notice.objects.filter(key=letter.key).update(delivery=delivery)
    return Notice.objects.get(key=letter.key)


def test_dry_run_counts_each_kind_with_its_oldest_and_changes_nothing(confirmed):
    old = an_appeal(at=LONG_AGO).answered().closed()
    held = an_appeal(at=LONG_AGO).answered().closed()
    lifecycle.put_on_hold(held.appeal, "Сотта.", by=held.head, at=days_ago(1))
    an_appeal(at=days_ago(30)).answered().closed()
    an_appeal(at=LONG_AGO)
    report = retain("--dry-run")
    assert report["cases"] == (
        "1 to anonymise after 1825 days, the oldest of 2020-02-03; 1 on hold"
    )
    assert set(report) == {kind.name for kind in kinds.registered()}
    assert old.built().anonymised_at is None


def test_nothing_is_touched_before_a_lawyer_has_confirmed_the_rule():
    made = an_appeal(at=LONG_AGO).answered().closed()
    letter = write_letter("X")
    assert "not in force: to be confirmed by a lawyer" in retain("--dry-run")["cases"]
    retain()
    assert made.built().anonymised_at is None
    assert Notice.objects.filter(pk=letter.pk).exists()
    RetentionRule.objects.filter(kind="cases").update(confirmed=True)
    assert retain()["cases"] == "1"
    assert made.built().anonymised_at


def test_held_case_keeps_its_letters_its_visit_and_the_record_of_its_openings(confirmed):
    booked = bookings.book(
        official=an_official(an_office()), starts_at=timezone.make_aware(datetime(2026, 2, 3, 10)),
        name="Айгүл",
        at=timezone.make_aware(datetime(2026, 2, 2, 10)),
    )  # fmt: skip
    made = an_appeal(at=LONG_AGO, visit=booked.booking).answered().closed()
    lifecycle.put_on_hold(made.appeal, "Сотта.", by=made.head, at=days_ago(1))
    RetentionRule.objects.update(days=10)
    letters = [write_letter(about) for about in (made.appeal.number, booked.booking.number)]
    other = write_letter("KEN-2020-000001")
    log_opening(made.clerk, "appeals.open", made.appeal, at=days_ago(400))
    retain()
    assert made.built().name
    booked.booking.refresh_from_db()
    assert booked.booking.name == "Айгүл"
    left = set(Notice.objects.values_list("pk", flat=True))
    assert {letter.pk for letter in letters} <= left
    assert other.pk not in left
    assert "1 openings of 1 accounts" in verify_reading_record()


def verify_reading_record() -> str:
    out = io.StringIO()
    call_command("verify_reading_record", stdout=out, stderr=out)
    return out.getvalue()


def test_bookings_are_anonymised_and_letters_that_wait_stay(confirmed):
    booked = bookings.book(
        official=an_official(an_office()), starts_at=timezone.make_aware(datetime(2026, 2, 3, 10)),
        name="Айгүл", phone="+77011112233", at=timezone.make_aware(datetime(2026, 2, 2, 10)),
    )  # fmt: skip
    waiting = write_letter("X", delivery=Notice.Delivery.QUEUED)
    RetentionRule.objects.filter(kind="bookings").update(days=10)
    retain()
    booked.booking.refresh_from_db()
    assert (booked.booking.name, booked.booking.phone) == ("", "")
    assert booked.booking.status == "booked"
    assert Notice.objects.filter(pk=waiting.pk).exists()
    assert retain("--dry-run")["bookings"].startswith("0 ")


def test_old_end_of_the_reading_record_is_removed_and_the_rest_stays_whole(confirmed):
    clerk, other = a_staff_member(), a_staff_member("other")
    for days in (3000, 2500, 10):
        log_opening(clerk, "appeals.open", clerk, at=days_ago(days))
    log_opening(other, "appeals.open", other, at=days_ago(2500))
    assert retain()["reading_record"] == "3"
    assert "1 openings of 2 accounts are whole" in verify_reading_record()
    log_opening(clerk, "appeals.open", clerk)
    assert "2 openings" in verify_reading_record()


def test_drafts_are_deleted_by_their_rule_in_either_job(confirmed):
    made = [drafts.create_draft("appeal", owner="", language="kk", at=days_ago(1)) for _ in "ab"]
    Draft.objects.update(expires_on=date.today() - timedelta(days=20))
    RetentionRule.objects.filter(kind="drafts").update(days=30)
    call_command("drop_stale_drafts")
    retain()
    assert Draft.objects.count() == len(made)
    RetentionRule.objects.filter(kind="drafts").update(days=15)
    assert retain()["drafts"] == "2"


def test_old_files_of_the_http_log_are_deleted(confirmed, settings, tmp_path):
    settings.HTTP_LOG_ROOT = str(tmp_path)
    old, new = tmp_path / "qabyldau.log.9.gz", tmp_path / "qabyldau.log"
    for path, days in ((old, 2000), (new, 1)):
        path.write_text("x")
        os.utime(path, (days_ago(days).timestamp(),) * 2)
    assert "1 to delete" in retain("--dry-run")["http_log"]
    retain()
    assert [path.name for path in tmp_path.iterdir()] == ["qabyldau.log"]


def test_one_that_fails_stops_neither_its_kind_nor_the_others(confirmed, monkeypatch):
    made = [an_appeal(at=LONG_AGO).answered().closed() for _ in "abc"]
    letter = write_letter("X")

    def fail_for_the_second(appeal: Appeal, at: datetime) -> None:
        if appeal.pk == made[1].appeal.pk:
            raise RuntimeError
        lifecycle.anonymise(appeal, at=at)

    kind = kinds.find_kind("cases")
    assert isinstance(kind, RowKind)
    monkeypatch.setattr(kind, "apply_one", fail_for_the_second)
    with pytest.raises(CommandError, match="cases: 1"):
        retain()
    assert [bool(each.built().anonymised_at) for each in made] == [True, False, True]
    assert not Notice.objects.filter(pk=letter.pk).exists()


def test_restored_case_is_anonymised_again_by_the_next_run(confirmed):
    made = an_appeal(at=LONG_AGO).answered().closed()
    assert retain()["cases"] == "1"
    assert "cases" not in retain()
    assert made.built().name == ""


def test_administrator_changes_a_term_and_nobody_adds_or_deletes_one(admin_client):
    create_rules()
    rule = RetentionRule.objects.get(kind="letters")
    page = admin_client.get("/admin/retention/").content.decode()
    assert "Government decree No. 832" in page or "832" in page
    address = f"/admin/retention/edit/{rule.pk}/"
    form = admin_client.get(address).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    admin_client.post(address, {**values, "days": "400", "confirmed": "on"})
    rule.refresh_from_db()
    assert (rule.days, rule.confirmed) == (400, True)
    for wrong in ("new/", f"delete/{rule.pk}/"):
        assert admin_client.get(f"/admin/retention/{wrong}").status_code in {302, 403, 404}
    with pytest.raises(ValidationError):
        RetentionRule(kind="x", days=0, act="delete").full_clean()
