"""Check that the terms of open appeals agree with the working calendar, or move them."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from appeals import lifecycle
from appeals.term_moves import find_moves


class Command(BaseCommand):
    """Compare the terms of open appeals with the calendar."""

    help = (
        "Name the open appeals whose terms do not agree with the working calendar: after days were "
        "changed past the admin, or by a new version of the holidays library. Exit status 1 when "
        "there are any. --move moves them, with a journal entry and a letter to each applicant."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--move", action="store_true", help="move the terms")

    def handle(self, *args, **options) -> None:
        """Print each appeal with its days as promised and as counted."""
        at = timezone.now()
        moves = find_moves(timezone.localdate(at))
        for move in moves:
            appeal = move.appeal
            self.stdout.write(
                f"{appeal.number}: short answer {appeal.short_due_on} -> {move.short_due_on}, "
                f"answer {appeal.due_on} -> {move.due_on}"
            )
        if options["move"]:
            moved = lifecycle.move_terms([move.appeal for move in moves], at=at)
            self.stdout.write(self.style.SUCCESS(f"Terms of {moved} appeals moved."))
        elif moves:
            raise CommandError(f"Terms of {len(moves)} appeals do not agree with the calendar.")
        else:
            self.stdout.write(self.style.SUCCESS("All terms agree with the calendar."))
