"""What tells the search of changes that no saved row tells of: pages moved or closed, time."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import page_slug_changed, post_page_move

from core.signals import minute_passed
from search import sources
from search.backends import get_engine


@receiver([post_save, post_delete], sender=PageViewRestriction)
def restricted(sender, instance: PageViewRestriction, raw: bool = False, **kwargs) -> None:
    """A password came or went: for the page and all under it."""
    if not raw:
        sources.refresh_under(instance.page.path)


@receiver([page_slug_changed, post_page_move])
def moved(sender, instance, **kwargs) -> None:
    """Addresses under a page have changed."""
    sources.refresh_under(instance.path)


@receiver(minute_passed)
def catch_up(sender, **kwargs) -> None:
    """What an engine outside the database missed while it was away."""
    get_engine().catch_up()
