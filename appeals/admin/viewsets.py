"""The base of the viewsets of reference data."""

from django.utils.functional import cached_property
from wagtail.admin.panels import ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from core.row_conflicts import RowForm


class ReferenceViewSet(ModelViewSet):
    """Rows that are added, edited and deleted, and never copied."""

    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50

    @cached_property
    def edit_handler(self) -> ObjectList:
        """Return the panels of the subclass under a form that overwrites nobody's change."""
        return ObjectList(self.panels, base_form_class=RowForm)
