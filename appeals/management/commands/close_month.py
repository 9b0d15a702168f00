"""Freeze a month's figures for the monthly report."""

from datetime import date, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from appeals.monthly_reports import close_month


class Command(BaseCommand):
    """Close a month for the monthly report."""

    help = "Freeze the figures of a month (the last one that is over) for the monthly report."

    def add_arguments(self, parser) -> None:
        parser.add_argument("month", nargs="?", metavar="YYYY-MM", help="another month")

    def handle(self, *args, month: str | None = None, **options) -> None:
        """Close the month given, or the last one that is over."""
        at = timezone.now()
        day = timezone.localdate(at).replace(day=1) - timedelta(days=1)
        if month:
            try:
                day = date.fromisoformat(f"{month}-01")
            except ValueError as error:
                raise CommandError("Write the month as 2026-10.") from error
        try:
            made = close_month(day, at)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"{day:%Y-%m}: {len(made)} offices closed."))
