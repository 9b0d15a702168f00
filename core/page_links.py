"""Addresses of pages in upper packages that templates of lower packages link to.

An upper package registers its page under a role when it starts; a lower template asks for the role
and leaves the link out when no installed package has such a page.
"""

from django.urls import NoReverseMatch, reverse

_url_names: dict[str, str] = {}


def register(role: str, url_name: str) -> None:
    """Register the URL name of the page that plays a role, e.g. "write_appeal"."""
    _url_names[role] = url_name


def page_url(role: str, *args: object) -> str:
    """Return the address of the page that plays a role, or "" when there is none."""
    try:
        return reverse(_url_names[role], args=args) if role in _url_names else ""
    except NoReverseMatch:
        return ""
