"""Wagtail's report of who did what, for people who work behind the wall of an office.

Wagtail asks whether one may see a kind of row at all; here an entry about a row of another
office, a ticket or an appeal, is not told either.
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

# Rows that belong to an office → those of them that a person may see.
WALLED: dict[type[Model], Callable[..., QuerySet]] = {
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


def within(entries: QuerySet, user) -> QuerySet:
    """Of log entries those about rows that `user` may see; of deleted rows nobody knows whose."""
    if user.is_superuser or entries.model is not ModelLogEntry:
        return entries
    told = ~Q(content_type__in=ContentType.objects.get_for_models(*WALLED).values())
    for model, visible in WALLED.items():
        keys = visible(user).order_by().annotate(key=Cast("pk", CharField())).values("key")
        told |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=keys)
    return entries.filter(told)


class SiteHistoryView(LogEntriesView):
    """The report and its spreadsheets, inside the wall."""

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return super().filter_queryset(within(queryset, self.request.user))


def site_history(**how) -> Callable:
    """The view with what Wagtail lays around its own: a known person, and no copies kept."""
    return never_cache(require_admin_access(SiteHistoryView.as_view(**how)))
