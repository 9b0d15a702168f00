"""Write to staff, once a day, of what is due or late, and of what waits for a head."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from appeals import reminders


class Command(BaseCommand):
    """Write the daily letters."""

    help = (
        "Write a letter to every executor about appeals that are overdue or due within three "
        "working days, about short answers and forwarding by competence that are due today or "
        "late; an appeal without an executor, or whose executor has left, is told to the staff of "
        "its office. Heads also read of the overdue appeals of their office and of proposed "
        "closings. A second run on the same day writes nothing."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--at", help="the moment to count from, as 2026-01-05T09:00")
        parser.add_argument("--days", type=int, default=3, help="working days ahead (3)")

    def handle(self, *args, **options) -> None:
        """Write the letters of the day."""
        at = timezone.now()
        if options["at"]:
            try:
                at = timezone.make_aware(datetime.fromisoformat(options["at"]))
            except ValueError as error:
                raise CommandError("--at is a moment such as 2026-01-05T09:00") from error
        on = timezone.localdate(at)
        letters = reminders.collect_letters(on, options["days"])
        written = sum(
            reminders.send_letter(user, letter, on=on, at=at) for user, letter in letters.items()
        )
        self.stdout.write(f"{written} new letters; {len(letters)} people have something to read.")
