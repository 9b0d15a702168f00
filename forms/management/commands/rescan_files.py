"""Scan the files that came while the virus scanner did not answer."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from forms.uploads.rescan import rescan


class Command(BaseCommand):
    help = (
        "Scan attachments that wait for the virus scanner; remove infected ones and say so in the "
        "journal. Run it every five minutes."
    )

    def handle(self, *args, **options) -> None:
        done = rescan(timezone.now())
        self.stdout.write(
            f"{done.clean} clean, {done.infected} infected and removed, {done.waiting} still wait"
        )
