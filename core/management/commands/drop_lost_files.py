"""Delete private files that no row names."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.lost_files import delete_lost_files

KEPT_HOURS = 7 * 24  # a database that was set back may be brought forward again within a week


class Command(BaseCommand):
    """A server that is killed between storing a file and the commit leaves such a file."""

    help = "Delete private files that no row of the database names, a week after they were stored."

    def add_arguments(self, parser) -> None:
        """Add the age from which a file counts as lost."""
        parser.add_argument("--hours", type=int, default=KEPT_HOURS)

    def handle(self, *args, hours: int, **options) -> None:
        """Delete them and print how many there were."""
        deleted = delete_lost_files(timezone.now() - timedelta(hours=hours))
        self.stdout.write(f"Lost files deleted: {deleted}.")
