"""What changes the index without a saved source, and what is written after a response."""

from django.core.signals import request_finished
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import page_slug_changed, post_page_move

from search import index_writer, query_log, sources
from search.backends import get_database


@receiver(post_migrate)
def create_tables(sender, **kwargs) -> None:
    """Create the backend's own tables with the migrations, though they hold no models."""
    if sender.name == "search" and get_database().create_tables():
        index_writer.index_again()


@receiver([post_save, post_delete], sender=PageViewRestriction)
def refresh_restricted(sender, instance: PageViewRestriction, raw: bool = False, **kwargs) -> None:
    """Follow a view restriction that came or went, for the page and all under it."""
    if not raw:
        sources.refresh_under(instance.page.path)


@receiver([page_slug_changed, post_page_move])
def refresh_moved(sender, instance, **kwargs) -> None:
    """Follow the addresses under a page."""
    sources.refresh_under(instance.path)


request_finished.connect(query_log.write_pending)
