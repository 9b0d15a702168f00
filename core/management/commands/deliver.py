"""Send the messages that are due."""

import time

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.outbox import send_due
from core.signals import minute_passed


class Command(BaseCommand):
    """Send due messages once, or repeatedly with --every."""

    help = "Send the letters waiting in the outbox. Run it every minute, or keep it with --every."

    def add_arguments(self, parser) -> None:
        """Add --every."""
        parser.add_argument(
            "--every",
            type=int,
            metavar="SECONDS",
            help="stay and look again after so many seconds",
        )

    def handle(self, *args, every: int | None = None, **options) -> None:
        """Send, announce the run to other packages, and repeat when asked to."""
        while True:
            at = timezone.now()
            result = send_due(at, clock=timezone.now)
            minute_passed.send_robust(sender=Command, at=at)
            if result.sent or result.failed or not every:
                self.stdout.write(f"{result.sent} sent, {result.failed} to be tried again")
            if not every:
                return
            time.sleep(every)
