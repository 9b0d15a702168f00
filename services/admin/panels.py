"""Panels shared by the snippet viewsets of this package."""

from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from core.i18n.localtext import localized_fields


def field_panels(*names: str) -> list[FieldPanel]:
    """Return a panel for each column."""
    return [FieldPanel(name) for name in names]


def localized_panel(name: str, heading) -> MultiFieldPanel:
    """Return the three columns of a local text under one heading."""
    return MultiFieldPanel(field_panels(*localized_fields(name)), heading=heading)
