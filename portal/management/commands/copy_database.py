"""Copy another database into this one."""

from django.core.management.base import BaseCommand, CommandError

from portal.operations import backup, database_copy


class Command(BaseCommand):
    """Copy another database into this one, which must be migrated and without appeals."""

    help = "Copy the database of URL into this one, as when moving from SQLite to PostgreSQL."

    def add_arguments(self, parser) -> None:
        """Add the address of the source."""
        parser.add_argument("url", help="sqlite:////path or postgres://user:password@host/name")

    def handle(self, *args, url: str, **options) -> None:
        """Copy, print each table with its rows, and name the commands to run next."""
        try:
            copied = database_copy.copy_database(url, self._progress)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        total = f"{sum(copied.values())} rows of {len(copied)} tables are here."
        self.stdout.write(
            self.style.SUCCESS(
                f"{total} Run prepare, reindex, update_index and verify_journal now."
            )
        )

    def _progress(self, table: str, rows: int) -> None:
        self.stdout.write(f"{rows:>9} {table}")
