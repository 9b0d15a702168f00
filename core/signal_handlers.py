"""Keep the page tree whole.

wagtail-localize publishes a translated parent from a revision loaded before its children existed
and so writes a stale `numchild`; the children then answer 404 (wagtail-localize #773).
"""

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published


def repair_numchild(page: Page) -> None:
    """Set the page's count of children to what the tree holds."""
    count = Page.objects.filter(depth=page.depth + 1, path__startswith=page.path).count()
    Page.objects.filter(pk=page.pk).exclude(numchild=count).update(numchild=count)


@receiver(page_published)
def after_publish(sender, instance, **kwargs) -> None:
    repair_numchild(instance)


@receiver(post_save)
def after_save(sender, instance, raw=False, **kwargs) -> None:
    if isinstance(instance, Page) and not raw:
        repair_numchild(instance)
