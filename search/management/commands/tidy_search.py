"""Delete rare queries and update statistics."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from search import query_log
from search.admin import wagtail_backend


class Command(BaseCommand):
    """Delete rare queries and let the database analyse the editors' index."""

    help = (
        "Forget questions that fewer than three asked within a week (`retain` forgets the old "
        "ones); let the database see how the index of the editors' search has grown."
    )

    def handle(self, *args, **options) -> None:
        deleted = query_log.delete_rare_queries(timezone.localdate())
        wagtail_backend.analyze_tables()
        self.stdout.write(f"Questions forgotten: {deleted}; the index of pages was looked over.")
