"""Snippet viewset of reception hours: what was held stays, visitors outside the hours are named."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import CreateView

from core.i18n.localtext import localized_fields
from services.admin.approvals import warn_of_lost_approval
from services.admin.displaced import warn_of_bookings_outside
from services.admin.hours_form import HoursForm
from services.admin.office_viewsets import OfficeEditView, OfficeScopedViewSet
from services.admin.panels import field_panels
from services.models import Official, ReceptionHours
from services.schedule.approvals import shown_approval
from services.schedule.hours_changes import end_hours, has_begun, has_ended


class ApprovalWarningMixin:
    """Say when a change takes the approver's name away from the schedule."""

    request: HttpRequest

    def save_instance(self):
        """Save the hours; compare what may be printed before and after."""
        office = self.form.cleaned_data["official"].office  # type: ignore[attr-defined]
        today = timezone.localdate()
        before = shown_approval(office, today)
        hours = super().save_instance()  # type: ignore[misc]  # of Wagtail's view beside it
        if before is not None and shown_approval(office, today) is None:
            warn_of_lost_approval(self.request, before)
        return hours


class HoursCreateView(ApprovalWarningMixin, CreateView):
    """Create hours."""


class HoursEditView(ApprovalWarningMixin, OfficeEditView):
    """Edit hours; warn of bookings that they no longer cover."""

    def save_instance(self):
        """Save the hours, log the end of the previous ones, name the bookings outside them."""
        previous = ReceptionHours.objects.select_related("official").get(pk=self.object.pk)
        hours = super().save_instance()
        if hours.pk != previous.pk:
            log(instance=previous, action="wagtail.edit", user=self.request.user)
        warn_of_bookings_outside(self.request, {previous.official, hours.official})
        return hours


def keep_held_hours(request: HttpRequest, rows: list) -> HttpResponse | None:
    """End hours that have begun instead of deleting them; a hook of Wagtail.

    None lets Wagtail delete rows that are not in the calendar of the past.
    """
    today = timezone.localdate()
    held = [row for row in rows if isinstance(row, ReceptionHours) and has_begun(row, today)]
    if not held or request.method != "POST":
        return None
    for row in rows:
        if row not in held:
            row.delete()
        elif not has_ended(row, today):
            end_hours(row, today)
            log(instance=row, action="wagtail.edit", user=request.user)
    messages.warning(
        request,
        gettext("Hours that were held stay in the calendar; from today on they are over."),
    )
    warn_of_bookings_outside(request, {row.official for row in held})
    return redirect("wagtailsnippets_services_receptionhours:list")


def keep_former_officials(request: HttpRequest, rows: list) -> HttpResponse | None:
    """Refuse to delete an official who has received; a hook of Wagtail."""
    today = timezone.localdate()
    hours = ReceptionHours.objects.filter(
        official__in=[row.pk for row in rows if isinstance(row, Official)], valid_from__lt=today
    )
    names = {row.official.name for row in hours.select_related("official")}
    if not names:
        return None
    text = gettext(
        "Past receptions are held under this name: %(names)s. Instead of deleting, untick "
        "“Receives”: the past stays in the calendar."
    )
    messages.error(request, text % {"names": ", ".join(sorted(names))})
    return redirect("wagtailsnippets_services_official:list")


class ReceptionHoursViewSet(OfficeScopedViewSet):
    """Reception hours of the user's offices."""

    model = ReceptionHours
    related = ("official", "official__office")
    icon = "time"
    menu_label = _("Reception hours")
    list_display = [
        "official", Column("office", label=_("Office"), accessor="official.office"), "weekday",
        "week_of_month", "starts", "ends", "minutes", "room", "valid_from", "valid_until",
    ]  # fmt: skip
    list_filter = ["official__office", "official", "weekday"]
    search_fields = [f"official__{name}" for name in localized_fields("name")]
    add_view_class = HoursCreateView
    edit_view_class = HoursEditView
    edit_handler = ObjectList(
        [
            FieldPanel("official"),
            FieldRowPanel(field_panels("weekday", "week_of_month")),
            FieldRowPanel(field_panels("starts", "ends")),
            FieldRowPanel(field_panels("minutes", "seats")),
            FieldRowPanel(field_panels("room", "by_video")),
            FieldRowPanel(field_panels("valid_from", "valid_until")),
        ],
        base_form_class=HoursForm,
    )
