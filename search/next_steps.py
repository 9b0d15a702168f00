"""Links that a search offers beside its results; registered by the packages that own the pages.

The next steps are offered when nothing was found; the page of a number when one was typed.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

NormalizeNumber = Callable[[str], str]  # a typed number as it is stored, or ""
Link = tuple[str, str | Promise]  # address, label
MakeLink = Callable[[HttpRequest], Link | None]

_makers: list[tuple[int, MakeLink]] = []
_numbers: list[tuple[NormalizeNumber, str, str | Promise]] = []


def register(make_link: MakeLink, order: int) -> None:
    """Register a function that returns a link for a request, or None to offer nothing."""
    _makers.append((order, make_link))


def register_page(url_name: str, label: str | Promise, order: int) -> None:
    """Register a page by its URL name; it is left out where the name has no address."""

    def make_link(request: HttpRequest) -> Link | None:
        try:
            return reverse(url_name), label
        except NoReverseMatch:
            return None

    register(make_link, order)


def links(request: HttpRequest) -> list[Link]:
    """Return the registered links in their order."""
    makers = sorted(_makers, key=lambda entry: entry[0])
    return [link for _order, make_link in makers if (link := make_link(request))]


def register_number(normalize: NormalizeNumber, url_name: str, label: str | Promise) -> None:
    """Register the page where the holder of a number looks it up."""
    _numbers.append((normalize, url_name, label))


def number_links(words: str) -> list[Link]:
    """Return the links to the pages of a number that was typed instead of words.

    The number stands in the fragment, which no server sees or logs.
    """
    numbers = [(normalize(words), url_name, label) for normalize, url_name, label in _numbers]
    return [
        (f"{reverse(url_name)}#{number}", label) for number, url_name, label in numbers if number
    ]
