"""Write everything into one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.operations import backup


class Command(BaseCommand):
    help = "Write the database, the pictures and the private files into one checked archive."

    def add_arguments(self, parser) -> None:
        parser.add_argument("path", type=Path, help="for example /backup/portal.tar.gz")

    def handle(self, *args, path: Path, **options) -> None:
        try:
            written = backup.backup(path, timezone.now(), self._progress)
        except (backup.Unusable, OSError) as error:
            raise CommandError(str(error)) from error
        for name in written.gone:
            self.stderr.write(f"{name} was removed while the backup was being written.")
        size = path.stat().st_size
        self.stdout.write(self.style.SUCCESS(f"{path}: {written.files} files, {size} bytes."))

    def _progress(self, name: str) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r\033[K{name}", ending="")
