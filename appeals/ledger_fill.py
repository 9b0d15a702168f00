"""Leaves for entries and reports that an older version of the portal wrote.

The models come in as arguments: the migration that adds the ledger calls this too.
"""

from typing import Any

from appeals.ledger import entry_digest, report_digest
from core.ledger.sealing import new_salt

BATCH = 500


def add_missing_leaves(appeals: Any, events: Any, reports: Any, leaves: Any) -> int:
    """Give a leaf to every row without one, BATCH rows in memory; return how many got one."""
    return _fill_entries(appeals, events, leaves) + _fill_reports(reports, leaves)


def _fill_entries(appeals: Any, events: Any, leaves: Any) -> int:
    filled = 0
    while rows := list(events.objects.filter(leaf=None).order_by("pk")[:BATCH]):
        cases = appeals.objects.only("number", "ledger_salt").in_bulk(
            {row.appeal_id for row in rows}
        )
        _give_salts(appeals, events, cases.values())
        digests = [
            (entry_digest(row, case.number, case.ledger_salt), row.at)
            for row in rows
            for case in [cases[row.appeal_id]]
        ]
        _link(events, leaves, rows, digests)
        filled += len(rows)
    return filled


def _give_salts(appeals: Any, events: Any, cases: Any) -> None:
    """Give a salt to the cases without one, but not to those that were anonymised."""
    without = [case for case in cases if not case.ledger_salt]
    sealed = set(
        events.objects.filter(appeal__in=without, leaf__isnull=False).values_list(
            "appeal_id", flat=True
        )
    )
    fresh = [case for case in without if case.pk not in sealed]
    for case in fresh:
        case.ledger_salt = new_salt()
    appeals.objects.bulk_update(fresh, ["ledger_salt"], batch_size=BATCH)


def _fill_reports(reports: Any, leaves: Any) -> int:
    filled = 0
    while rows := list(reports.objects.filter(leaf=None).order_by("pk")[:BATCH]):
        _link(reports, leaves, rows, [(report_digest(row), row.closed_at) for row in rows])
        filled += len(rows)
    return filled


def _link(model: Any, leaves: Any, rows: list, digests: list) -> None:
    """Write a leaf per row, in order, and the rows' references to them."""
    made = leaves.objects.bulk_create(leaves(digest=digest, added_at=at) for digest, at in digests)
    for row, leaf in zip(rows, made, strict=True):
        row.leaf = leaf
    model.objects.bulk_update(rows, ["leaf"], batch_size=BATCH)
