"""Delete old queries and update statistics."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from search import query_log
from search.admin import wagtail_backend


class Command(BaseCommand):
    """Delete old queries and let the database analyse the editors' index."""

    help = (
        "Forget questions older than 90 days, and those that fewer than three asked within a week; "
        "let the database see how the index of the editors' search has grown."
    )

    def handle(self, *args, **options) -> None:
        deleted = query_log.delete_old_queries(timezone.localdate())
        wagtail_backend.analyze_tables()
        self.stdout.write(f"Questions forgotten: {deleted}; the index of pages was looked over.")
