"""Check that no journal entry, text or date of an appeal was changed, removed or inserted."""

import hashlib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from appeals.journal import JournalFault, check_journal, check_number_series
from appeals.ledger_check import (
    DayLimits,
    KnownRoot,
    check_entries,
    check_owners,
    check_reports,
    check_tree,
    parse_roots,
    published_roots,
)
from appeals.models import Appeal, NumberSeries
from core.ledger.reading import current_root


class Command(BaseCommand):
    """Check every journal and number series."""

    help = (
        "Check that no entry of any appeal's journal was changed or removed, the last one "
        "included, that matter, answers and dates are those it records, and that no "
        "registration number is missing; that entries, reports and their number are those of the "
        "public ledger. With roots of the ledger from outside of this server (receipts, stands, "
        "feeds) it also finds what somebody with the server's key has rewritten. Prints a seal and "
        "the root. Exit status 1 when something does not fit."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--root", action="append", default=[], metavar="SIZE:HEX",
            help="a root of the ledger as it was published; may be given several times",
        )  # fmt: skip
        parser.add_argument(
            "--roots", metavar="FILE", help="a file of roots, one a line: YYYY-MM-DD SIZE:HEX"
        )

    def handle(self, *args, **options) -> None:
        """Print the faults, or a digest of all journals when there are none."""
        roots = [*_given_roots(options), *published_roots()]
        limits = DayLimits(roots)
        faults: list[JournalFault] = []
        entries = appeals = anonymised = 0
        last_hashes = hashlib.sha256()
        rows = Appeal.objects.prefetch_related("points", "replies__points").order_by("pk")
        for appeal in rows.iterator(chunk_size=500):
            events = list(appeal.events.select_related("leaf").order_by("pk"))
            faults += check_journal(appeal, events)
            faults += [
                JournalFault(appeal.number, *fault)
                for fault in check_entries(appeal, events, limits)
            ]
            entries, appeals = entries + len(events), appeals + 1
            anonymised += appeal.anonymised_at is not None
            last_hashes.update((events[-1].hash if events else "-").encode())
            if appeals % 500 == 0:
                self.stderr.write(f"  {appeals} …")
        for series in NumberSeries.objects.order_by("code", "year"):
            start = f"{series.code}-{series.year}-"
            given = Appeal.objects.filter(number__startswith=start).values_list("number", flat=True)
            faults += check_number_series(start, series.last, given)
        for fault in faults:
            self.stderr.write(self.style.ERROR(f"{fault.number} #{fault.place}: {fault.what}"))
        of_ledger = [*check_tree(roots), *check_reports(), *check_owners()]
        for line in of_ledger:
            self.stderr.write(self.style.ERROR(line))
        if faults or of_ledger:
            count = len(faults) + len(of_ledger)
            raise CommandError(f"{count} faults in {entries} entries of {appeals} appeals.")
        if anonymised:
            self.stdout.write(
                f"{anonymised} of the appeals are anonymised: their entries before it have digests "
                "instead of words."
            )
        self.stdout.write(
            self.style.SUCCESS(f"{entries} entries of {appeals} appeals are whole.")
            + f" Seal: {last_hashes.hexdigest()[:32]}"
        )
        self.stdout.write(f"Ledger: {current_root()}, compared with {len(roots)} roots.")


def _given_roots(options: dict) -> list[KnownRoot]:
    """Return the roots of the command line. CommandError: a root or the file cannot be read."""
    texts = list(options["root"])
    if options["roots"]:
        try:
            texts.append(Path(options["roots"]).read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(str(error)) from error
    if any(not parse_roots(text) for text in texts):
        raise CommandError("A root is SIZE:HEX, as on a receipt: a number, a colon, 64 digits.")
    return [root for text in texts for root in parse_roots(text)]
