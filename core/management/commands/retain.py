"""Delete and anonymise what is over its term of keeping."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.retention.rules import create_rules
from core.retention.run import Due, apply_rules, count_due


class Command(BaseCommand):
    """Apply the terms of keeping, or count what they would touch."""

    help = (
        "Delete or anonymise what is over its term of keeping, by the confirmed rules of "
        "Settings → Terms of keeping in the admin; cases on hold are left. --dry-run changes "
        "nothing and prints for each kind how many there are and the oldest. Run it after a "
        "restore as well: the archive has what was deleted since."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only")

    def handle(self, *args, **options) -> None:
        """Print what was done. CommandError: some of it could not be."""
        at = timezone.now()
        if options["dry_run"]:
            for due in count_due(at):
                self.stdout.write(describe(due))
            return
        create_rules()
        failed = []
        for outcome in apply_rules(at):
            if outcome.done:
                self.stdout.write(f"{outcome.kind.name}: {outcome.done}")
            if outcome.failed:
                failed.append(f"{outcome.kind.name}: {outcome.failed}")
        if failed:
            raise CommandError(f"Not dealt with: {', '.join(failed)}.")


def describe(due: Due) -> str:
    """Return one line of the report."""
    day = timezone.localdate(due.oldest) if isinstance(due.oldest, datetime) else due.oldest
    oldest = f", the oldest of {day}" if day else ""
    held = f"; {due.held} on hold" if due.held else ""
    state = "" if due.rule.confirmed else "; not in force: to be confirmed by a lawyer"
    return (
        f"{due.kind.name}: {due.number} to {due.rule.act} after {due.rule.days} days"
        f"{oldest}{held}{state}"
    )
