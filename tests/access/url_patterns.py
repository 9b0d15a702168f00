"""All URL patterns of the project, read from its URLconf."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def url_patterns(resolver=None, names: tuple[str, ...] = (), path="") -> Iterator[tuple[str, str]]:
    """Yield ("namespace:name", or the path when it has no name; path pattern) of every URL."""
    for pattern in (resolver or get_resolver()).url_patterns:
        whole = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from url_patterns(pattern, inner, whole)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*names, pattern.name)) if pattern.name else whole, whole


def is_wagtail_url(path: str, name: str) -> bool:
    """Return whether a URL belongs to Wagtail's own admin and not to a package of ours."""
    ours = ("appeals_admin:", "services_admin:")
    return path.startswith("admin/") and not name.startswith(ours)
