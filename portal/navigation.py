"""Links of the header and the footer. Packages are named by URL name only."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.sections import SECTIONS

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
    ("api_docs", _("Data for programs")),
)


@dataclass(frozen=True)
class Link:
    """A link; `current` when the visitor is on that page or below it."""

    name: str
    label: Any
    url: str
    current: bool


def available_links(entries: tuple[tuple[str, Any], ...], path: str) -> list[Link]:
    """Return links to the entries that exist, as seen from `path`."""
    links = []
    sections = {name.rstrip("/") for name, _label in entries if name.endswith("/")}
    published = _published_sections(sections)
    for name, label in entries:
        if name.endswith("/") and name.rstrip("/") not in published:
            continue
        try:
            url = f"/{get_language()}/{name}" if name.endswith("/") else reverse(name)
        except NoReverseMatch:
            continue
        links.append(Link(name, label, url, path.startswith(url)))
    return links


def _published_sections(sections: set[str]) -> set[str]:
    """Return the slugs of `sections` that have a live page in the active language."""
    pages = Page.objects.live().filter(depth=3, locale__language_code=get_language())
    return (
        set(pages.filter(slug__in=sections).values_list("slug", flat=True)) if sections else set()
    )


class Navigation:
    """The links of the base template as seen from one path; a group is queried at first use."""

    def __init__(self, path: str) -> None:
        self.path = path

    @cached_property
    def main(self) -> list[Link]:
        """Return the links of the header."""
        return available_links(MAIN_LINKS, self.path)

    @cached_property
    def more(self) -> list[Link]:
        """Return further links of the header and the footer."""
        return available_links(MORE_LINKS, self.path)

    @cached_property
    def small(self) -> list[Link]:
        """Return the small links of the footer."""
        return available_links(FOOTER_LINKS, self.path)
