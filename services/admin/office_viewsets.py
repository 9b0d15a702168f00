"""The wall between offices in the registers: nobody sees or changes another office's rows."""

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


class InsideWall:
    """Opens a row inside the person's offices only; Wagtail asks of the model."""

    request: HttpRequest
    permission_policy: Any

    def get_object(self, *queryset):
        found = super().get_object(*queryset)  # type: ignore[misc]  # of Wagtail's view beside it
        if not self.permission_policy.user_has_any_permission_for_instance(
            self.request.user, ["change", "delete"], found
        ):
            raise PermissionDenied
        return found


class WalledEditView(InsideWall, EditView):
    pass


class WalledDeleteView(InsideWall, DeleteView):
    pass


class WalledHistoryView(InsideWall, HistoryView):
    pass


class WalledUsageView(InsideWall, UsageView):
    pass


class ListedViewSet(SnippetViewSet):
    """Reads with the rows of its list, in one question, the rows that they name."""

    related: tuple[str, ...]

    def get_queryset(self, request):
        return self.model._default_manager.select_related(*self.related)


class WalledViewSet(ListedViewSet):
    """Lists only the rows inside the person's offices, and tells of no other."""

    edit_view_class = WalledEditView
    delete_view_class = WalledDeleteView
    history_view_class = WalledHistoryView
    usage_view_class = WalledUsageView

    def get_queryset(self, request):
        inside = self.permission_policy.instances_user_has_any_permission_for(
            request.user, ["view", "change", "add", "delete"]
        )
        return inside.select_related(*self.related)
