"""Put the ends of the reading record into the public ledger, once a day."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.reading_record.days import close_reading_day


class Command(BaseCommand):
    """Close yesterday in the reading record."""

    help = "Keep where the reading record of each account ended yesterday, in the public ledger."

    def handle(self, *args, **options) -> None:
        """Close the day and print how many accounts have opened something."""
        at = timezone.now()
        row = close_reading_day(timezone.localdate(at) - timedelta(days=1), at=at)
        self.stdout.write(f"{row.day}: {len(row.heads)} accounts.")
