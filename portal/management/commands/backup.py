"""Back up the database and all files into one archive."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.operations import backup, nightly_backup


class Command(BaseCommand):
    """Write a backup archive."""

    help = "Write the database, the pictures and the private files into one checked archive."

    def add_arguments(self, parser) -> None:
        """Add the path."""
        parser.add_argument(
            "path",
            type=Path,
            nargs="?",
            help="for example /backup/portal.tar.gz; without it encrypted in BACKUP_TARGET",
        )

    def handle(self, *args, path: Path | None, **options) -> None:
        """Write the archive and report files that were removed meanwhile."""
        try:
            if path is None:
                path, deleted = nightly_backup.make_nightly_backup(timezone.now())
                size = path.stat().st_size
                self.stdout.write(f"{path.name}: {size} bytes; {deleted} old backups deleted")
                return
            result = backup.create_backup(path, timezone.now(), self._progress)
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        for name in result.removed:
            self.stderr.write(f"{name} was removed while the backup was being written.")
        size = path.stat().st_size
        self.stdout.write(self.style.SUCCESS(f"{path}: {result.files} files, {size} bytes."))

    def _progress(self, name: str) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r\033[K{name}", ending="")
