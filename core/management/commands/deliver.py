"""Send the letters that are due."""

import time

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.outbox import deliver
from core.signals import minute_passed


class Command(BaseCommand):
    help = "Send the letters waiting in the outbox. Run it every minute, or keep it with --every."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--every",
            type=int,
            metavar="SECONDS",
            help="stay and look again after so many seconds",
        )

    def handle(self, *args, every: int | None = None, **options) -> None:
        while True:
            at = timezone.now()
            done = deliver(at, clock=timezone.now)
            minute_passed.send_robust(sender=Command, at=at)
            if done.sent or done.failed or not every:
                self.stdout.write(f"{done.sent} sent, {done.failed} to be tried again")
            if not every:
                return
            time.sleep(every)
