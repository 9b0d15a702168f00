"""Where one can go from every page. Rooms are met by address name only."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

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
    for name, label in entries:
        try:
            url = f"/{get_language()}/{name}" if name.endswith("/") else reverse(name)
        except NoReverseMatch:
            continue
        found.append(Link(name, label, url, path.startswith(url)))
    return found
