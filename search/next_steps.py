"""Links offered when a search finds nothing; registered by the packages that own the pages."""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

Link = tuple[str, str | Promise]  # address, label
MakeLink = Callable[[HttpRequest], Link | None]

_makers: list[tuple[int, MakeLink]] = []


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
