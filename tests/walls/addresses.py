"""Every address the portal answers to, read from its URLconf."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def patterns(resolver=None, names: tuple[str, ...] = (), path="") -> Iterator[tuple[str, str]]:
    """("namespace:name" or the path when it has no name, pattern) of every address."""
    for each in (resolver or get_resolver()).url_patterns:
        whole = path + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = (*names, each.namespace) if each.namespace else names
            yield from patterns(each, inner, whole)
        elif isinstance(each, URLPattern):
            yield ":".join((*names, each.name)) if each.name else whole, whole


def is_wagtails(path: str, name: str) -> bool:
    """Whether the address is one of the admin's own hundreds, kept by Wagtail and not by us."""
    ours = ("appeals_desk:", "services_desk:")
    return path.startswith("admin/") and not name.startswith(ours)
