"""Panels of this room's registers."""

from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from core.i18n.localtext import localized_fields


def fields(*names: str) -> list[FieldPanel]:
    """A panel for each column."""
    return [FieldPanel(name) for name in names]


def texts(name: str, heading) -> MultiFieldPanel:
    """The three columns of a local text under one heading."""
    return MultiFieldPanel(fields(*localized_fields(name)), heading=heading)
