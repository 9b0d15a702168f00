"""Links of the header and the footer. Packages are named by URL name only."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.signals import post_page_move

from core import page_cache
from portal.sections import SECTIONS

Entries = tuple[tuple[str, Any], ...]
# Either a URL name or, for sections that are Wagtail pages, their path in each language.
_OFFICES, *_SECTIONS = ((f"{section.slug}/", section.label) for section in SECTIONS)
MAIN_LINKS = (
    _OFFICES,
    ("forms:appeal", _("Send an appeal")),
    ("appeals:status", _("Where is my appeal?")),
    ("appeals:answers", _("Answers")),
    ("appeals:figures", _("Figures")),
)
MORE_LINKS = (
    ("forms:booking", _("Book a reception")),
    ("services:schedule", _("Reception schedule")),
    *_SECTIONS,
    ("appeals:terms", _("Term calculator")),
)
FOOTER_LINKS = (
    ("accessibility/", _("Accessibility")),
    ("privacy/", _("Personal data")),
    ("appeals:ledger", _("Public ledger")),
    ("api_docs", _("Data for programs")),
)
PAGE_SLUGS = [
    name.rstrip("/")
    for name, _label in (*MAIN_LINKS, *MORE_LINKS, *FOOTER_LINKS)
    if name.endswith("/")
]

DEPTH = 3  # of the pages below a front page
# What saving a draft changes.
DRAFT_FIELDS = {
    "draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at",
}  # fmt: skip
DEPENDENCY = "sections"  # what every page depends on instead of the tree of pages


@dataclass(frozen=True)
class Link:
    """A link; `current` when the visitor is on that page or below it."""

    name: str
    label: Any
    url: str
    current: bool


class Navigation:
    """The links of the base template as seen from one path."""

    def __init__(self, path: str) -> None:
        self.path = path

    @cached_property
    def main(self) -> list[Link]:
        """Return the links of the header."""
        return self._links(MAIN_LINKS)

    @cached_property
    def more(self) -> list[Link]:
        """Return further links of the header and the footer."""
        return self._links(MORE_LINKS)

    @cached_property
    def small(self) -> list[Link]:
        """Return the small links of the footer."""
        return self._links(FOOTER_LINKS)

    def _links(self, entries: Entries) -> list[Link]:
        """Return links to the entries that exist."""
        addresses = page_cache.kept_value(("navigation", get_language()), read_addresses)
        return [
            Link(name, label, addresses[name], self.path.startswith(addresses[name]))
            for name, label in entries
            if name in addresses
        ]


def read_addresses() -> dict[str, str]:
    """Return name → address of the views, and of the sections that are live in this language."""
    language = get_language()
    entries = (*MAIN_LINKS, *MORE_LINKS, *FOOTER_LINKS)
    addresses = {name: reverse(name) for name, _label in entries if not name.endswith("/")}
    pages = Page.objects.live().filter(depth=DEPTH, locale__language_code=language)
    slugs = pages.filter(slug__in=PAGE_SLUGS).order_by().values_list("slug", flat=True)
    with page_cache.named(DEPENDENCY, Page._meta.db_table):
        return addresses | {f"{slug}/": f"/{language}/{slug}/" for slug in slugs}


def site_nav(path: str) -> SafeString:
    """Return the links of the header as seen from a path, kept while no section changes."""
    navigation = Navigation(path)
    current = tuple(link.name for link in (*navigation.main, *navigation.more) if link.current)
    return page_cache.kept_value(
        ("site nav", get_language(), current),
        # Its own links: only what is read here is what the kept text depends on.
        lambda: render_to_string("site_nav.html", {"navigation": Navigation(path)}),
    )


@receiver([post_save, post_delete, post_page_move])
def change_sections(sender, instance: Any, **kwargs) -> None:
    """Drop every page when a page of the depth of a section is saved, moved or deleted.

    A page further down is in no header: its publication leaves thousands of answers alone. A draft
    is in none either.
    """
    is_draft = DRAFT_FIELDS.issuperset(kwargs.get("update_fields") or ["any"])
    # A row of a fixture has no depth: the part of the page has it, in another table.
    if isinstance(instance, Page) and (instance.depth or 0) <= DEPTH and not is_draft:
        page_cache.changed(DEPENDENCY)
