"""Codes of the ledger for people: in groups of digits, with the day."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.ledger.models import LedgerRoot

GROUP = 8  # digits between two spaces


def in_groups(digits: str) -> str:
    """Return digits in groups that a person can compare, and that end a line anywhere."""
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))


def latest_day() -> tuple[str, str] | None:
    """Return title and code of the latest day with a published root, or None before the first."""
    row = LedgerRoot.objects.order_by("-day").first()
    if row is None:
        return None
    title = _("Control code of the ledger, %(day)s") % {"day": date_format(row.day, "DATE_FORMAT")}
    return title, f"{row.size}:{in_groups(row.root)}"
