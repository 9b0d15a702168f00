"""Drop every kept page."""

from django.core.management.base import BaseCommand, CommandError

from core import page_cache
from core.page_cache import changes


class Command(BaseCommand):
    """For changes that the portal does not see: rows changed by psql, a restored database."""

    help = "Drop every kept page, so that each is rendered anew at its next request."

    def handle(self, *args, **options) -> None:
        """Drop them on this server, and tell the others where they share a Redis."""
        page_cache.drop_all()
        if not changes.has_dropped():
            raise CommandError("The folder of kept pages (PAGE_CACHE_ROOT) cannot be written.")
        self.stdout.write("Every kept page is dropped.")
