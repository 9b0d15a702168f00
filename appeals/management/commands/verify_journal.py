"""Check that no journal entry, text or date of an appeal was changed, removed or inserted."""

import hashlib

from django.core.management.base import BaseCommand, CommandError

from appeals.journal import JournalFault, check_journal, check_number_series
from appeals.models import Appeal, NumberSeries


class Command(BaseCommand):
    """Check every journal and number series."""

    help = (
        "Check that no entry of any appeal's journal was changed or removed, the last one "
        "included, that matter, answers and dates are those it records, and that no "
        "registration number is missing. Prints a seal: kept on paper, it proves later that "
        "nothing before it was rewritten. Exit status 1 when something does not fit."
    )

    def handle(self, *args, **options) -> None:
        """Print the faults, or a digest of all journals when there are none."""
        faults: list[JournalFault] = []
        entries = appeals = 0
        last_hashes = hashlib.sha256()
        rows = Appeal.objects.prefetch_related("points", "replies__points").order_by("pk")
        for appeal in rows.iterator(chunk_size=500):
            events = list(appeal.events.order_by("pk"))
            faults += check_journal(appeal, events)
            entries, appeals = entries + len(events), appeals + 1
            last_hashes.update((events[-1].hash if events else "-").encode())
            if appeals % 500 == 0:
                self.stderr.write(f"  {appeals} …")
        for series in NumberSeries.objects.order_by("code", "year"):
            start = f"{series.code}-{series.year}-"
            given = Appeal.objects.filter(number__startswith=start).values_list("number", flat=True)
            faults += check_number_series(start, series.last, given)
        for fault in faults:
            self.stderr.write(self.style.ERROR(f"{fault.number} #{fault.place}: {fault.what}"))
        if faults:
            raise CommandError(f"{len(faults)} faults in {entries} entries of {appeals} appeals.")
        self.stdout.write(
            self.style.SUCCESS(f"{entries} entries of {appeals} appeals are whole.")
            + f" Seal: {last_hashes.hexdigest()[:32]}"
        )
