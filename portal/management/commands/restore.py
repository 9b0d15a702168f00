"""Restore a backup into an empty installation."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import page_cache
from portal.operations import backup, schema


class Command(BaseCommand):
    """Restore a backup archive."""

    help = "Put a backup into an empty installation, after checking that nothing in it is damaged."

    def add_arguments(self, parser) -> None:
        """Add the path, --another-key and --replace."""
        parser.add_argument("path", type=Path, help="an archive made by `manage.py backup`")
        parser.add_argument(
            "--another-key",
            action="store_true",
            help="go on though the key of the backup is lost, and with it every citizen's secret",
        )

        parser.add_argument(
            "--replace",
            action="store_true",
            help="go on over appeals, bookings, drafts and users of this database: they are lost",
        )

    def handle(self, *args, path: Path, another_key: bool, replace: bool, **options) -> None:
        """Restore the archive and name the commands to run next."""
        if path.suffix == ".gpg":
            plain = path.with_suffix("")
            raise CommandError(
                "The backup is encrypted. Where its private key is: "
                f"gpg --output {plain.name} --decrypt {path.name}"
            )
        try:
            count = backup.restore_backup(
                path, self._progress, another_key=another_key, replace=replace
            )
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        page_cache.drop_all()
        rest = (
            "migrate, prepare and verify_journal"
            if schema.unapplied_migrations()
            else "verify_journal"
        )
        self.stdout.write(self.style.SUCCESS(f"{count} files are back. Run {rest} now."))

    def _progress(self, name: str) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r\033[K{name}", ending="")
