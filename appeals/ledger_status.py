"""What the receipt and the applicant's own page say of the public ledger, and the check there."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeals.journal_content import find_content_faults
from appeals.ledger import entry_digest, sealed_entry
from appeals.models import Appeal, Event
from appeals.states import Act
from core.ledger import reading
from core.ledger.codes import in_groups, latest_day
from core.ledger.sealing import canonical_text


@dataclass(frozen=True)
class LedgerCheck:
    """The result of comparing a case with the ledger.

    `waiting`: an entry has no place yet, or no leaf, from a process of the version before.
    """

    right: bool
    waiting: bool
    root: reading.Root


def receipt_facts(appeal: Appeal) -> list[tuple[str, str]]:
    """Return the codes that a receipt carries, each with its title; none without a ledger entry."""
    event = appeal.events.filter(act=Act.REGISTER).select_related("leaf").first()
    if event is None or event.leaf is None or not appeal.ledger_salt:
        return []
    facts = [
        (_("Control code of this entry"), in_groups(event.leaf.digest)),
        (_("Key of the entries"), in_groups(appeal.ledger_salt)),
    ]
    day = latest_day()
    return [*facts, day] if day else facts


def _events(appeal: Appeal) -> list[Event]:
    return list(appeal.events.select_related("leaf").order_by("pk"))


def check_case(appeal: Appeal) -> LedgerCheck | None:
    """Compare texts, dates and journal of a case with the ledger as it stands.

    None: the case is anonymised, and keeps only digests.
    """
    if not appeal.ledger_salt:
        return None
    root, events = reading.current_root(), _events(appeal)
    leaves = [event.leaf for event in events if event.leaf]
    same = all(
        event.leaf.digest == entry_digest(event, appeal.number, appeal.ledger_salt)
        for event in events
        if event.leaf
    )
    right = same and reading.are_included(leaves, root)
    right = right and next(find_content_faults(appeal, events), None) is None
    waiting = any(event.leaf is None or event.leaf.index is None for event in events)
    return LedgerCheck(right, waiting, root)


def _own_codes(appeal: Appeal) -> list[tuple[str, str]]:
    """Return act and moment, and the control code, of each entry that the applicant may see."""
    events = [event for event in _events(appeal) if event.public]
    moments = [date_format(timezone.localtime(event.at), "DATETIME_FORMAT") for event in events]
    return [
        (f"{Act(event.act).label}, {moment}", in_groups(event.leaf.digest))
        for event, moment in zip(events, moments, strict=True)
        if event.leaf
    ]


def status_context(appeal: Appeal) -> dict:
    """Return what the applicant's page shows of the ledger; nothing of an anonymised case."""
    check = check_case(appeal)
    if check is None:
        return {}
    root = check.root
    codes = [
        *_own_codes(appeal),
        (_("Key of the entries"), in_groups(appeal.ledger_salt)),
        (_("Control code of the ledger, now"), f"{root.size}:{in_groups(root.root)}"),
    ]
    return {"ledger": check, "ledger_codes": codes}


def own_file(appeal: Appeal) -> dict:
    """Return all that a program needs to check the case: docs/verify_receipt.py reads it."""
    entries = [
        {
            "leaf": event.leaf.digest,
            "record": canonical_text(sealed_entry(event, appeal.number)),
        }
        for event in _events(appeal)
        if event.public and event.leaf
    ]
    return {"root": str(reading.current_root()), "salt": appeal.ledger_salt, "entries": entries}
