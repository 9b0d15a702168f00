"""Labels of the facets and of their codes. The index keeps codes; upper packages give the labels.

facets.register_labels("topic", lambda: {topic.slug: topic.title for topic in Topic.objects.all()})
"""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import page_cache

KIND_LABELS: dict[str, str | Promise] = {}  # filled by sources.register
FACET_LABELS = {
    "kind": _("What to show"),
    "topic": _("Topic"),
    "office": _("Office"),
    "competent_body": _("Body"),
    "outcome": _("Outcome"),
    "year": _("Year"),
}

_labels: dict[str, Callable[[], dict[str, str]]] = {
    "kind": lambda: {code: str(label) for code, label in KIND_LABELS.items()}
}


def register_labels(facet: str, labels: Callable[[], dict[str, str]]) -> None:
    """Register a function that returns code → label of a facet in the active language."""
    _labels[facet] = labels


def labels_of(facet: str) -> dict[str, str]:
    """Return code → label of a facet in the active language; empty when none are registered."""
    labels = _labels.get(facet, dict)
    return page_cache.kept_value(("labels", facet, get_language()), labels)
