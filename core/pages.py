"""The base of every translated page."""

from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from core import page_cache
from core.blocks import BodyBlock
from core.i18n.latin import latin_slug


def has_view_restrictions() -> bool:
    """Return whether any page is for some readers only; mostly none is, and nobody has to ask."""
    return page_cache.kept_value("view restrictions", PageViewRestriction.objects.exists)


class BasePageQuerySet(PageQuerySet):
    """Pages of one model."""

    def public(self) -> "BasePageQuerySet":
        """Leave out the pages that only some readers may open."""
        return super().public() if has_view_restrictions() else self.all()


class BasePage(Page):
    """A page with a summary and a body; translations share a translation key."""

    summary = models.TextField(_("Summary"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("Text"), blank=True)

    objects = PageManager.from_queryset(BasePageQuerySet)()
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]

    # A page in the public index under a kind of its own: its code and its name in the filters.
    # Without them the page is found by its children only.
    search_kind = ""
    search_label: str | Promise = ""

    class Meta:
        abstract = True

    def full_clean(self, *args, **kwargs) -> None:
        """Write the address in Latin letters until the page is published for the first time."""
        if self.first_published_at is None:
            written = self.slug or self.title  # type: ignore[has-type]  # Wagtail has no types
            self.slug = latin_slug(written) or written
        super().full_clean(*args, **kwargs)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Return who may open the page: the restrictions of it and of the pages above it."""
        if has_view_restrictions():
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()

    def get_context(self, request, *args, **kwargs):
        """Add the page to the request: the base template links its translations."""
        request.wagtail_page = self
        return super().get_context(request, *args, **kwargs)

    def search_text(self) -> str:
        """Return the summary and the body without mark-up, for the public search index."""
        prose = (self.body.stream_block.get_searchable_content(self.body)) if self.body else []
        return "\n".join([self.summary, *map(str, prose)])

    def search_values(self) -> dict[str, Any]:
        """Return the fields of the search entry that are not taken from the page as they are."""
        return {}
