"""The base of the viewsets of reference data."""

from wagtail.admin.viewsets.model import ModelViewSet


class ReferenceViewSet(ModelViewSet):
    """Rows that are added, edited and deleted, and never copied."""

    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
