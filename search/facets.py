"""What the filters are called. The well keeps codes; the rooms above lend it their names.

facets.register("topic", lambda: {topic.slug: topic.title for topic in Topic.objects.all()})
"""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

KIND_NAMES = {
    "answer": _("Answer"),
    "standard": _("Service standard"),
    "procedure": _("Procedure"),
    "office": _("Reception office"),
    "official": _("Who receives"),
    "report": _("Reception results"),
    "page": _("Page"),
}
TITLES = {
    "kind": _("What to show"),
    "topic": _("Topic"),
    "office": _("Office"),
    "competent_body": _("Body"),
    "outcome": _("Outcome"),
    "year": _("Year"),
}

_names: dict[str, Callable[[], dict[str, str]]] = {
    "kind": lambda: {code: str(name) for code, name in KIND_NAMES.items()}
}


def register(facet: str, names: Callable[[], dict[str, str]]) -> None:
    """Lend names of a facet's codes in the active language."""
    _names[facet] = names


def names(facet: str) -> dict[str, str]:
    """Code → name in the active language, for one facet."""
    return _names[facet]() if facet in _names else {}
