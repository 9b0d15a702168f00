"""Scan the files that were accepted while the virus scanner did not answer."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from forms.uploads.rescan import rescan_waiting_files


class Command(BaseCommand):
    help = (
        "Scan attachments that wait for the virus scanner; remove infected ones and say so in the "
        "journal."
    )

    def handle(self, *args, **options) -> None:
        result = rescan_waiting_files(timezone.now())
        self.stdout.write(
            f"{result.clean} clean, {result.infected} infected and removed, "
            f"{result.waiting} still wait"
        )
