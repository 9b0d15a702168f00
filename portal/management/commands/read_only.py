"""Turn the read-only mode of this server on or off."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal import read_only


class Command(BaseCommand):
    """Turn the read-only mode of this server on or off."""

    help = "Refuse every change while pages are read as always: before an upgrade. `off` ends it."

    def add_arguments(self, parser) -> None:
        """Take `on` with its length, or `off`."""
        parser.add_argument("state", choices=["on", "off"])
        parser.add_argument(
            "--minutes", type=int, default=15, help="how long visitors are told that it lasts"
        )

    def handle(self, *args, **options) -> None:
        """Write or delete the switch."""
        if options["state"] == "off":
            read_only.turn_off()
            self.stdout.write("The portal takes changes.")
            return
        until = timezone.localtime(timezone.now() + timedelta(minutes=max(options["minutes"], 1)))
        read_only.turn_on(until)
        self.stdout.write(f"Read-only. Visitors are told to come back at {until:%H:%M}.")
