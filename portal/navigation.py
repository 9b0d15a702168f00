"""Where one can go from every page. Rooms are met by address name only."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

# Either the name of an address or, for the sections editors keep as pages, the contract's path.
MAIN = (
    ("offices/", _("Reception offices")),
    ("forms:appeal", _("Send an appeal")),
    ("appeals:status", _("Where is my appeal?")),
    ("appeals:answers", _("Answers")),
    ("appeals:figures", _("Figures")),
)
MORE = (
    ("forms:booking", _("Book a reception")),
    ("services:schedule", _("Reception schedule")),
    ("procedures/", _("Procedures")),
    ("standards/", _("Service standards")),
    ("reports/", _("Reports for the press")),
    ("appeals:terms", _("Term calculator")),
)
SMALL = (
    ("accessibility/", _("Accessibility")),
    ("privacy/", _("Personal data")),
    ("api_docs", _("Data for programs")),
)


@dataclass(frozen=True)
class Link:
    """A place to go: `current` when the reader is there or below it."""

    name: str
    label: Any
    url: str
    current: bool


def links(entries: tuple[tuple[str, Any], ...], path: str) -> list[Link]:
    """The entries whose address exists, seen from `path`."""
    found = []
    sections = {name.rstrip("/") for name, _label in entries if name.endswith("/")}
    written = _written(sections)
    for name, label in entries:
        if name.endswith("/") and name.rstrip("/") not in written:
            continue
        try:
            url = f"/{get_language()}/{name}" if name.endswith("/") else reverse(name)
        except NoReverseMatch:
            continue
        found.append(Link(name, label, url, path.startswith(url)))
    return found


def _written(sections: set[str]) -> set[str]:
    """Which of these sections editors keep in the reader's language."""
    pages = Page.objects.live().filter(depth=3, locale__language_code=get_language())
    return (
        set(pages.filter(slug__in=sections).values_list("slug", flat=True)) if sections else set()
    )


class Navigation:
    """The links of the page frame as seen from one path; each part is queried when first shown."""

    def __init__(self, path: str) -> None:
        self.path = path

    @cached_property
    def main(self) -> list[Link]:
        return links(MAIN, self.path)

    @cached_property
    def more(self) -> list[Link]:
        return links(MORE, self.path)

    @cached_property
    def small(self) -> list[Link]:
        return links(SMALL, self.path)
