"""Wagtail's site history report, limited by office.

Wagtail checks only whether a user may see a model at all; here entries about rows of other
offices, such as tickets and appeals, are left out too.
"""

from collections.abc import Callable

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.models import ModelLogEntry

from appeals import access
from appeals.models import Appeal, PublishedAnswer
from services.models import Booking, Closure, ReceptionHours, ScheduleApproval
from services.office_access import accessible_offices, offices_with_editable_schedule

# Model whose rows belong to an office → the rows that a user may see.
VISIBLE_ROWS: dict[type[Model], Callable[..., QuerySet]] = {
    Appeal: access.visible_appeals,
    PublishedAnswer: access.visible_answers,
    Booking: lambda user: Booking.objects.filter(office__in=accessible_offices(user)),
    Closure: lambda user: Closure.objects.filter(office__in=offices_with_editable_schedule(user)),
    ReceptionHours: lambda user: ReceptionHours.objects.filter(
        official__office__in=offices_with_editable_schedule(user)
    ),
    ScheduleApproval: lambda user: ScheduleApproval.objects.filter(
        office__in=offices_with_editable_schedule(user)
    ),
}


def filter_visible_entries(entries: QuerySet, user) -> QuerySet:
    """Return the log entries about rows that `user` may see.

    Entries about deleted rows are left out: their office is unknown.
    """
    if user.is_superuser or entries.model is not ModelLogEntry:
        return entries
    visible = ~Q(content_type__in=ContentType.objects.get_for_models(*VISIBLE_ROWS).values())
    for model, visible_rows in VISIBLE_ROWS.items():
        keys = visible_rows(user).order_by().annotate(key=Cast("pk", CharField())).values("key")
        visible |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=keys)
    return entries.filter(visible)


class SiteHistoryView(LogEntriesView):
    """The report and its spreadsheets, limited to the user's offices."""

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Apply the report's filters to the visible entries."""
        return super().filter_queryset(filter_visible_entries(queryset, self.request.user))


def site_history_view(**options) -> Callable:
    """Return the view, for signed-in staff and never cached, as Wagtail wraps its own."""
    return never_cache(require_admin_access(SiteHistoryView.as_view(**options)))
