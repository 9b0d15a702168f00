"""Publish the root of the public ledger as yesterday ended."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.ledger.sequence import close_day


class Command(BaseCommand):
    """Close yesterday; a second run changes nothing."""

    help = "Publish the root of the public ledger as yesterday ended. A second run changes nothing."

    def handle(self, *args, **options) -> None:
        """Tell the root."""
        at = timezone.now()
        root = close_day(timezone.localdate(at) - timedelta(days=1), at=at)
        self.stdout.write(f"{root.day} {root.size}:{root.root}")
