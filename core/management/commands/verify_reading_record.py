"""Check that no entry of the reading record was changed, removed, added or dated back."""

from django.core.management.base import BaseCommand, CommandError

from core.reading_record.check import check_reading_record
from core.reading_record.models import ReadingChain, ReadingDay


class Command(BaseCommand):
    """Check the chain of every account."""

    help = (
        "Check that no entry of the record of who opened what people wrote was changed, removed, "
        "added or dated back, the last one included, and that the ends of the days are those in "
        "the public ledger (verify_journal compares the ledger with the roots that others keep). "
        "Exit status 1 when something does not fit."
    )

    def handle(self, *args, **options) -> None:
        """Print the faults, or how much was checked."""
        faults = list(check_reading_record())
        for fault in faults:
            self.stderr.write(self.style.ERROR(fault))
        if faults:
            raise CommandError(f"{len(faults)} faults in the reading record.")
        chains = ReadingChain.objects.values_list("older", "length", "removed")
        entries = sum(older + length - removed for older, length, removed in chains)
        self.stdout.write(
            self.style.SUCCESS(
                f"{entries} openings of {len(chains)} accounts are whole, "
                f"{ReadingDay.objects.count()} days are in the ledger."
            )
        )
