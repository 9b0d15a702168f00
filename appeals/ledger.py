"""Journal entries and monthly reports in the public ledger: what each digest there is made of.

An entry's digest is salted with the random salt of its case, which only the applicant and the
portal have: nobody else can tell which case a digest belongs to. A report is public, without salt.
"""

import hashlib
from datetime import UTC, datetime

from appeals.models import Event, MonthlyReport
from core.ledger import sequence
from core.ledger.models import LedgerLeaf
from core.ledger.sealing import seal


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def sealed_entry(event: Event, number: str) -> dict:
    """Return the record of an entry: all of its row, with a digest in the place of words."""
    return {
        "appeal": number,
        "act": event.act,
        "by": event.by_id,
        "at": _moment(event.at),
        "from": event.from_state,
        "to": event.to_state,
        "why": hashlib.sha256(event.why.encode()).hexdigest() if event.why else "",
        "data": event.data,
        "public": event.public,
        "content": event.content,
        "previous": event.previous_hash,
    }


def entry_digest(event: Event, number: str, salt: str) -> str:
    """Return the digest of an entry under the salt of its case.

    From its anonymising on a case has no salt: what hides its later entries is the keyed digest of
    the entry before, which nobody outside can compute.
    """
    return seal(sealed_entry(event, number), salt)


def sealed_report(report: MonthlyReport) -> dict:
    """Return the record of a frozen monthly report."""
    return {
        "report": f"{report.month:%Y-%m}",
        "office": report.office_id,
        "figures": report.figures,
        "closed_at": _moment(report.closed_at),
    }


def report_digest(report: MonthlyReport) -> str:
    """Return the digest of a report, which everybody may compute."""
    return seal(sealed_report(report), "")


def add_entry(event: Event) -> LedgerLeaf:
    """Add the leaf of a new entry."""
    appeal = event.appeal
    return sequence.add_leaf(entry_digest(event, appeal.number, appeal.ledger_salt), at=event.at)


def add_report(report: MonthlyReport) -> LedgerLeaf:
    """Add the leaf of a report that has just been frozen."""
    return sequence.add_leaf(report_digest(report), at=report.closed_at)
