"""Whoever owns server, database and keys cannot hide a change from the roots that others keep."""

import io
from datetime import date, timedelta

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from appeals import journal, ledger, lifecycle
from appeals.journal_content import describe_content
from appeals.models import Appeal, Event, MonthlyReport
from appeals.monthly_reports import close_month
from core.ledger import reading, sequence, tree
from core.ledger.models import LedgerLeaf, LedgerNode, LedgerRoot, LedgerTree
from tests.appeals.test_registration import a_file
from tests.builders import MONDAY, an_appeal

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)
LATER = MONDAY + timedelta(days=60)


def publish(at=TUESDAY) -> str:
    """Close the day before and return its root as a receipt or a feed has it."""
    root = sequence.close_day(at.date() - timedelta(days=1), at=at)
    return f"{root.day} {root.size}:{root.root}"


def verify(*roots: str) -> str:
    out = io.StringIO()
    call_command("verify_journal", root=list(roots), stdout=out, stderr=out)
    return out.getvalue()


def faults(*roots: str) -> str:
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_journal", root=list(roots), stdout=out, stderr=out)
    return out.getvalue()


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def seal_again(appeal: Appeal, leaves: bool = False) -> None:
    """Do what the owner of the server can: write every keyed digest anew, and the leaves too."""
    appeal, previous = Appeal.objects.get(pk=appeal.pk), ""
    events = list(appeal.events.order_by("pk"))
    replies = describe_content(appeal)["replies"]
    for event in events:
        event.content |= describe_content(appeal) | {
            "replies": replies[: len(event.content["replies"])]
        }
        event.previous_hash = previous
        event.hash = journal.entry_hmac(event, appeal.number, django_settings.SECRET_KEY)
        event.save()
        previous = event.hash
        if leaves:
            digest = ledger.entry_digest(event, appeal.number, appeal.ledger_salt)
            LedgerLeaf.objects.filter(pk=event.leaf_id).update(digest=digest)
    appeal.journal_length = len(events)
    appeal.journal_seal = journal.head_hmac(
        appeal.number, len(events), previous, django_settings.SECRET_KEY
    )
    appeal.save()


def grow_anew() -> None:
    """Build the stored tree and every published root again from the leaves that are left."""
    LedgerNode.objects.all().delete()
    LedgerTree.objects.all().delete()
    roots = list(LedgerRoot.objects.order_by("day"))
    LedgerRoot.objects.all().delete()
    LedgerLeaf.objects.update(index=None)
    for root in roots:
        sequence.close_day(root.day, at=root.closed_at)


def remove_case(appeal: Appeal, leaves: bool = False) -> None:
    taken = list(appeal.events.values_list("leaf_id", flat=True))
    for table in ("event", "point", "appealfact"):
        sql(f"DELETE FROM appeals_{table} WHERE appeal_id = %s", appeal.pk)
    sql("DELETE FROM appeals_appeal WHERE id = %s", appeal.pk)
    sql("UPDATE appeals_numberseries SET last = last - 1")
    if leaves:
        LedgerLeaf.objects.filter(pk__in=taken).delete()
        grow_anew()


def test_untouched_portal_agrees_with_every_root_it_published():
    an_appeal()
    first = publish()
    an_appeal(TUESDAY).answered()
    second = publish(MONDAY + timedelta(days=60))
    an_appeal(MONDAY + timedelta(days=60))
    assert "are whole" in verify(first, second)
    assert "compared with 4 roots" in verify(first, second)


def test_every_entry_and_every_frozen_report_is_in_the_ledger():
    made = an_appeal().answered()
    close_month(date(2026, 2, 1), MONDAY + timedelta(days=40))
    sequence.place_leaves()
    digests = {ledger.entry_digest(event, made.appeal.number, made.appeal.ledger_salt)
               for event in Event.objects.all()}  # fmt: skip
    digests |= {ledger.report_digest(report) for report in MonthlyReport.objects.all()}
    assert digests == set(LedgerLeaf.objects.values_list("digest", flat=True))
    assert LedgerLeaf.objects.filter(index=None).count() == 0


@pytest.mark.parametrize("leaves", [False, True], ids=["rows", "rows and ledger"])
def test_rewritten_answer_is_named_though_sealed_with_the_key(leaves):
    made = an_appeal().answered()
    root = publish(MONDAY + timedelta(days=30))
    sql("UPDATE appeals_reply SET text = %s WHERE appeal_id = %s", "Басқа", made.appeal.pk)
    seal_again(made.appeal, leaves)
    if leaves:
        grow_anew()
        assert "an entry was changed or removed" in faults(root)
    else:
        assert f"{made.appeal.number} #" in faults(root)
        assert "is not the one in the ledger" in faults(root)


@pytest.mark.parametrize("leaves", [False, True], ids=["rows", "rows and ledger"])
def test_changed_term_is_named_though_sealed_with_the_key(leaves):
    made = an_appeal()
    root = publish()
    sql("UPDATE appeals_appeal SET due_on = %s WHERE id = %s", "2030-01-01", made.appeal.pk)
    seal_again(made.appeal, leaves)
    if leaves:
        grow_anew()
    assert ("an entry was changed" if leaves else "is not the one in the ledger") in faults(root)


@pytest.mark.parametrize("leaves", [False, True], ids=["rows", "rows and ledger"])
def test_removed_last_entry_is_named_though_sealed_with_the_key(leaves):
    made = an_appeal()
    lifecycle.add_document(made.appeal, a_file(), at=made.at)
    root = publish()
    last = made.appeal.events.order_by("-pk").first()
    sql("DELETE FROM appeals_event WHERE id = %s", last.pk)
    if leaves:
        LedgerLeaf.objects.filter(pk=last.leaf_id).delete()
        grow_anew()
    seal_again(made.appeal)
    found = "has 1 entries, the root of 2026-02-02 had 2" if leaves else "entry 1 of the ledger"
    assert found in faults(root)


@pytest.mark.parametrize("leaves", [False, True], ids=["rows", "rows and ledger"])
def test_removed_case_is_named_though_its_number_was_taken_back(leaves):
    an_appeal()
    gone = an_appeal()
    root = publish()
    remove_case(gone.appeal, leaves)
    found = "the root of 2026-02-02 had 2" if leaves else "has no record: it was removed"
    assert found in faults(root)


def test_case_put_in_the_place_of_a_removed_one_is_named():
    an_appeal()
    gone = an_appeal()
    root = publish()
    remove_case(gone.appeal, leaves=True)
    an_appeal()
    grow_anew()
    assert "an entry was changed or removed" in faults(root)


def test_back_dated_case_is_named():
    an_appeal()
    root = publish()
    late = an_appeal(MONDAY)  # entered after Monday's root was published, dated Monday
    sequence.place_leaves()
    assert f"{late.appeal.number} #1: the entry is dated 2026-02-02" in faults(root)


def test_anonymised_case_agrees_with_earlier_roots_and_is_counted_apart():
    made = an_appeal().answered().closed()
    root = publish(LATER)
    lifecycle.anonymise(made.appeal, at=LATER)
    report = verify(root)
    assert "are whole" in report
    assert "1 of the appeals are anonymised" in report


def test_entry_changed_before_an_anonymising_is_named_though_sealed_with_the_key():
    made = an_appeal().answered().closed()
    lifecycle.anonymise(made.appeal, at=LATER)
    events = list(made.appeal.events.order_by("pk"))
    events[0].at -= timedelta(days=5)
    events[0].save()
    last = events[-1]
    last.data["entries"] = journal.digest_entries(events[:-1])
    last.hash = journal.entry_hmac(last, made.appeal.number, django_settings.SECRET_KEY)
    last.save()
    seal = journal.head_hmac(made.appeal.number, len(events), last.hash, django_settings.SECRET_KEY)
    Appeal.objects.update(journal_seal=seal)
    lines = faults().splitlines()
    assert (
        lines[0] == f"{made.appeal.number} #{len(events)}: the entry is not the one in the ledger"
    )


def test_salt_taken_from_a_case_hides_nothing():
    made = an_appeal()
    Appeal.objects.update(ledger_salt="")
    assert f"{made.appeal.number} #1: the entry is not the one in the ledger" in faults()


def test_day_of_the_change_is_named_when_more_roots_are_known(tmp_path):
    an_appeal()
    first = publish()
    changed = an_appeal(TUESDAY).appeal
    second = publish(TUESDAY + timedelta(days=1))
    sql("UPDATE appeals_appeal SET due_on = %s WHERE id = %s", "2030-01-01", changed.pk)
    seal_again(changed, leaves=True)
    grow_anew()
    kept = tmp_path / "roots.txt"
    kept.write_text(f"{first}\n{second}\n")
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_journal", roots=str(kept), stdout=out, stderr=out)
    assert "of the root of 2026-02-03" in out.getvalue()
    assert "after the root of 2026-02-02" in out.getvalue()


def test_changed_report_is_named():
    an_appeal()
    close_month(date(2026, 2, 1), MONDAY + timedelta(days=40))
    report = MonthlyReport.objects.get()
    report.figures["received"] = 0
    report.save()
    assert "TUR 2026-02: the report is not the one in the ledger" in faults()


def test_changed_tree_and_root_of_the_portal_are_named():
    an_appeal()
    publish()
    LedgerRoot.objects.update(root="0" * 64)
    assert "is not that of the root of 2026-02-02" in faults()
    LedgerRoot.objects.all().delete()
    LedgerTree.objects.update(frontier=["0" * 64])
    assert "the tree that is served" in faults()


def test_root_that_cannot_be_read_is_refused():
    with pytest.raises(CommandError, match="SIZE:HEX"):
        verify("12:abc")


def test_same_words_of_two_cases_have_different_digests():
    texts = {"subject": "Су", "points": ["Су жоқ."]}
    first, second = an_appeal(**texts).appeal, an_appeal(**texts).appeal
    assert first.ledger_salt != second.ledger_salt
    assert len(first.ledger_salt) == 32
    assert LedgerLeaf.objects.count() == 2


def test_act_that_failed_leaves_nothing_in_the_ledger():
    made = an_appeal()
    with pytest.raises(RuntimeError):
        add_document_and_fail(made)
    assert LedgerLeaf.objects.count() == 1


@transaction.atomic
def add_document_and_fail(made) -> None:
    lifecycle.add_document(made.appeal, a_file(), at=made.at)
    raise RuntimeError


def test_proofs_from_stored_rows_hold_for_trees_of_several_tiles():
    digests = [f"{number:064x}" for number in range(300)]
    for digest in digests[:37]:
        sequence.add_leaf(digest, at=MONDAY)
    assert sequence.place_leaves() == 37
    old = reading.current_root()
    LedgerLeaf.objects.bulk_create(LedgerLeaf(digest=d, added_at=MONDAY) for d in digests[37:])
    sequence.place_leaves()
    new = reading.current_root()
    assert (old.size, new.size) == (37, 300)
    for index in (0, 36, 255, 256, 299):
        found = reading.prove_inclusion(digests[index])
        leaf = tree.leaf_hash(bytes.fromhex(digests[index]))
        proof = [bytes.fromhex(step) for step in found.proof]
        assert found.index == index
        assert tree.verify_inclusion(leaf, index, 300, proof, bytes.fromhex(new.root))
    assert reading.prove_inclusion(digests[36], 37).root == old
    assert reading.prove_inclusion(digests[37], 37) is None
    grown = reading.prove_consistency(37, 300)
    assert (grown.old, grown.new) == (old, new)
    steps = [bytes.fromhex(step) for step in grown.proof]
    assert tree.verify_consistency(37, bytes.fromhex(old.root), 300, bytes.fromhex(new.root), steps)


def test_proof_asks_few_questions(django_assert_max_num_queries):
    LedgerLeaf.objects.bulk_create(
        LedgerLeaf(digest=f"{number:064x}", added_at=MONDAY) for number in range(5000)
    )
    sequence.place_leaves()
    with django_assert_max_num_queries(4):
        assert reading.prove_inclusion(f"{1234:064x}")


def test_day_is_closed_once_and_only_when_it_is_over():
    an_appeal()
    with pytest.raises(ValueError, match="not over"):
        sequence.close_day(MONDAY.date(), at=MONDAY)
    first = publish()
    an_appeal(TUESDAY)
    assert publish() == first
