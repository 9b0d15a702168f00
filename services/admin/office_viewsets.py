"""Snippet viewsets whose rows belong to an office: nobody sees or changes another office's rows."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.snippets.views.snippets import (
    DeleteView,
    EditView,
    HistoryView,
    SnippetViewSet,
    UsageView,
)


class OfficePermissionMixin:
    """Check the permission for the row; Wagtail's snippet views check only the model's."""

    request: HttpRequest
    permission_policy: Any

    def get_object(self, *queryset):
        """Return the row, or raise PermissionDenied when it belongs to another office."""
        row = super().get_object(*queryset)  # type: ignore[misc]  # of Wagtail's view beside it
        if not self.permission_policy.user_has_any_permission_for_instance(
            self.request.user, ["change", "delete"], row
        ):
            raise PermissionDenied
        return row


class OfficeEditView(OfficePermissionMixin, EditView):
    """Edit a row of the user's offices."""


class OfficeDeleteView(OfficePermissionMixin, DeleteView):
    """Delete a row of the user's offices."""


class OfficeHistoryView(OfficePermissionMixin, HistoryView):
    """Show the history of a row of the user's offices."""


class OfficeUsageView(OfficePermissionMixin, UsageView):
    """Show where a row of the user's offices is used."""


class RelatedViewSet(SnippetViewSet):
    """Load the foreign keys named in `related` together with the rows of the list."""

    related: tuple[str, ...]

    def get_queryset(self, request):
        """Return all rows with their `related` rows joined."""
        return self.model._default_manager.select_related(*self.related)


class OfficeScopedViewSet(RelatedViewSet):
    """List and open only the rows of the user's offices."""

    edit_view_class = OfficeEditView
    delete_view_class = OfficeDeleteView
    history_view_class = OfficeHistoryView
    usage_view_class = OfficeUsageView

    def get_queryset(self, request):
        """Return the rows on which the user has some permission."""
        rows = self.permission_policy.instances_user_has_any_permission_for(
            request.user, ["view", "change", "add", "delete"]
        )
        return rows.select_related(*self.related)
