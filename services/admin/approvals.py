"""Snippet viewset of approvals: an approval vouches only for the schedule that was approved."""

from datetime import date

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.models import ModelLogEntry
from wagtail.snippets.views.snippets import IndexView

from services.admin.forms import ScheduleForm
from services.admin.office_viewsets import OfficeEditView, OfficeScopedViewSet
from services.admin.panels import localized_panel
from services.models import Office, Official, ReceptionHours, ScheduleApproval
from services.schedule.approvals import schedule_snapshot, shown_approval, shown_approvals


def warn_of_lost_approval(request: HttpRequest, approval: ScheduleApproval) -> None:
    """Say that the name of `approval` is no longer printed under the changed schedule."""
    messages.warning(
        request,
        gettext(
            "The schedule is not the one that %(approver)s approved: the approval is not shown "
            "until the changed schedule is approved."
        )
        % {"approver": approval.approver},
    )


def last_change(office: Office) -> ModelLogEntry | None:
    """Return the log's newest entry about the hours or the officials of `office`."""
    officials = list(office.officials.values_list("pk", flat=True))
    hours = ReceptionHours.objects.filter(official__in=officials).values_list("pk", flat=True)
    rows: dict[type[Model], list] = {
        ReceptionHours: list(hours),
        Official: officials,
        Office: [office.pk],
    }
    entries = [
        ModelLogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            object_id__in=[quote(pk) for pk in ids],
        )
        .select_related("user")
        .order_by("-timestamp")
        .first()
        for model, ids in rows.items()
    ]
    return max(filter(None, entries), key=lambda entry: entry.timestamp, default=None)


def describe_state(approval: ScheduleApproval, shown: ScheduleApproval | None, today: date) -> str:
    """Return whether citizens see `approval`, when `shown` is the one they see."""
    if approval == shown:
        return gettext("Shown")
    if approval.valid_from > today:
        return gettext("Not yet in force")
    if shown is not None:
        return gettext("A later approval is in force")
    return gettext("Not shown: the schedule was changed after it")


class ApprovalIndexView(IndexView):
    """List the approvals with what citizens see of them."""

    def get_table(self, object_list):
        """Add to each row whether it is shown."""
        today, rows = timezone.localdate(), list(object_list)
        shown = shown_approvals({row.office for row in rows}, today)
        for row in rows:
            row.shown = describe_state(row, shown[row.office_id], today)
        return super().get_table(rows)


class ApprovalEditView(OfficeEditView):
    """Edit an approval; say who changed the schedule after it."""

    def get(self, request, *args, **kwargs):
        """Warn that the approval is not shown."""
        today, office = timezone.localdate(), self.object.office
        if self.object.valid_from <= today and shown_approval(office, today) is None:
            messages.warning(request, describe_change(office))
        return super().get(request, *args, **kwargs)


def describe_change(office: Office) -> str:
    """Return that the schedule was changed after its approval, by whom as far as the log knows."""
    entry = last_change(office)
    if entry is None or entry.user is None:
        return gettext(
            "The schedule was changed after the approval. The approval is not shown until the "
            "schedule is approved again."
        )
    return gettext(
        "The schedule was changed after the approval, last by %(user)s on %(day)s. The approval "
        "is not shown until the schedule is approved again."
    ) % {
        "user": entry.user_display_name,
        "day": date_format(timezone.localtime(entry.timestamp), "DATE_FORMAT"),
    }


class ApprovalForm(ScheduleForm):
    """An approval of the schedule as it is now."""

    def save(self, commit=True):
        """Keep the schedule that is approved; a later correction of the name keeps it too."""
        if self.instance.pk is None or {"office", "approved_on"} & set(self.changed_data):
            self.instance.approved_schedule = schedule_snapshot(self.instance.office)
        return super().save(commit=commit)


class ScheduleApprovalViewSet(OfficeScopedViewSet):
    """Approvals of the schedules of the user's offices."""

    model = ScheduleApproval
    related = ("office",)
    icon = "check"
    menu_label = _("Approvals of schedules")
    list_display = [
        "office",
        "approver",
        "approved_on",
        "valid_from",
        Column("shown", label=_("On the stand")),
    ]
    list_filter = ["office"]
    index_view_class = ApprovalIndexView
    edit_view_class = ApprovalEditView
    edit_handler = ObjectList(
        [
            FieldPanel("office"),
            localized_panel("approver", _("Approved by")),
            localized_panel("post", _("Post")),
            FieldRowPanel(
                [
                    FieldPanel(
                        "approved_on",
                        help_text=_("A new day means that the schedule of now is approved again."),
                    ),
                    FieldPanel("valid_from"),
                ]
            ),
        ],
        base_form_class=ApprovalForm,
    )
