"""Render kept pages anew where they ended or were dropped."""

from django.core.management.base import BaseCommand

from core.page_cache.refresh import refresh_pages


class Command(BaseCommand):
    """Run one turn; the worker runs it every few seconds."""

    help = "Render the kept pages anew that ended by themselves or were dropped."

    def handle(self, *args, **options) -> None:
        """Tell how many pages were rendered."""
        self.stdout.write(f"{refresh_pages()} pages rendered")
