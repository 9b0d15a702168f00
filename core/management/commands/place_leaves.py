"""Give the new entries of the public ledger their places in its tree."""

from django.core.management.base import BaseCommand

from core.ledger.sequence import place_leaves


class Command(BaseCommand):
    """Run one turn; the worker runs it every few seconds."""

    help = "Give the new entries of the public ledger their places in its tree."

    def handle(self, *args, **options) -> None:
        """Tell how many entries got a place."""
        self.stdout.write(f"{place_leaves()} entries placed")
