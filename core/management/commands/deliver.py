"""Send the messages that are due."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.outbox import send_due


class Command(BaseCommand):
    """Send due messages once."""

    help = (
        "Send the letters and text messages that are due. `manage.py worker` does it all the time."
    )

    def handle(self, *args, **options) -> None:
        """Send and count."""
        result = send_due(timezone.now(), clock=timezone.now)
        self.stdout.write(f"{result.sent} sent, {result.failed} to be tried again")
