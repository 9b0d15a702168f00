"""Add entries to the public ledger that a process of an older version wrote during an upgrade."""

from django.core.management.base import BaseCommand

from appeals.ledger_fill import add_missing_leaves
from appeals.models import Appeal, Event, MonthlyReport
from core.ledger.models import LedgerLeaf


class Command(BaseCommand):
    """Give a leaf to every row without one."""

    help = (
        "Add the journal entries and monthly reports to the public ledger that are not in it: "
        "those that an older version wrote while the new one was started."
    )

    def handle(self, *args, **options) -> None:
        """Tell how many were added."""
        added = add_missing_leaves(Appeal, Event, MonthlyReport, LedgerLeaf)
        self.stdout.write(f"{added} entries added")
