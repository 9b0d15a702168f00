"""Receivers that keep the page tree consistent and tell translators of changes.

wagtail-localize publishes a translated parent from a revision loaded before its children existed
and so writes a stale `numchild`; the children then answer 404 (wagtail-localize #773).
"""

from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_migrate, post_save, pre_save
from wagtail.models import Page, get_page_models
from wagtail.signals import page_published
from wagtail_localize.models import TranslationSource

from core.models import PortalImage
from core.page_translations import keep_date_of_same_words, record_published_source


def repair_numchild(page: Page) -> None:
    """Set the page's count of children to what the tree holds."""
    count = Page.objects.filter(depth=page.depth + 1, path__startswith=page.path).count()
    Page.objects.filter(pk=page.pk).exclude(numchild=count).update(numchild=count)


def repair_published_page(sender, instance, **kwargs) -> None:
    """Repair the count of a page that was just published; record its words for translators."""
    repair_numchild(instance)
    record_published_source(instance)


def repair_saved_page(sender, instance, raw=False, **kwargs) -> None:
    """Repair the count of a page that was just saved, except by loaddata."""
    if not raw:
        repair_numchild(instance)


def make_sizes_of_new_picture(sender, instance, created, raw=False, **kwargs) -> None:
    """Make the sizes of a picture that was just uploaded, after the commit."""
    if created and not raw:
        transaction.on_commit(instance.make_page_sizes, robust=True)


def clear_cache(**kwargs) -> None:
    """Forget what was cached by another release or for another database."""
    cache.clear()


def connect() -> None:
    """Connect the receivers to every page model; call once all models are loaded."""
    post_migrate.connect(clear_cache, sender=apps.get_app_config("core"))
    pre_save.connect(keep_date_of_same_words, sender=TranslationSource)
    post_save.connect(make_sizes_of_new_picture, sender=PortalImage)
    for model in get_page_models():
        post_save.connect(repair_saved_page, sender=model)
        page_published.connect(repair_published_page, sender=model)
