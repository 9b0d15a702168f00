"""Registers in Wagtail's admin: who receives, where and when."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.snippets.views.snippets import (
    CreateView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from core.i18n.localtext import localized_fields
from services.admin.forms import ClosureForm, OfficeForm, ScheduleForm
from services.admin.office_viewsets import OfficeEditView, OfficeScopedViewSet, RelatedViewSet
from services.admin.panels import fields, texts
from services.models import (
    Closure,
    Office,
    OfficeMember,
    Official,
    ReceptionHours,
    ScheduleApproval,
)
from services.schedule.closures import cancel_affected_bookings
from services.schedule.slots import bookings_outside_hours


class OfficeViewSet(SnippetViewSet):
    model = Office
    icon = "home"
    menu_label = _("Offices")
    list_display = ["title", "level", "code", "phone", "active"]
    list_filter = ["level", "active"]
    search_fields = ["title_kk", "title_ru", "title_en", "code", "slug"]
    list_export = ["slug", "code", *localized_fields("title", "address"), "phone", "email"]
    inspect_view_enabled = True
    edit_handler = ObjectList(
        [
            texts("title", _("Title")),
            MultiFieldPanel(
                [FieldRowPanel(fields("slug", "code")), *fields("level", "parent", "active")],
                heading=_("Place in the tree"),
            ),
            texts("address", _("Address")),
            MultiFieldPanel(
                [
                    FieldRowPanel(fields("phone", "trust_line")),
                    FieldPanel("email"),
                    FieldRowPanel(fields("latitude", "longitude")),
                ],
                heading=_("Contacts"),
            ),
            FieldPanel("facilities"),
            texts("settlements", _("Settlements served")),
            InlinePanel(
                "hours",
                [
                    FieldRowPanel(fields("purpose", "weekday")),
                    FieldRowPanel(fields("opens", "closes")),
                ],
                heading=_("Hours"),
                label=_("Hours"),
            ),
        ],
        base_form_class=OfficeForm,
    )


class OfficialViewSet(RelatedViewSet):
    model = Official
    related = ("office",)
    icon = "user"
    menu_label = _("Officials")
    list_display = ["name", "kind", "office", "norm", "active"]
    list_filter = ["office", "kind", "active"]
    search_fields = [*localized_fields("name"), *localized_fields("post")]
    list_export = [*localized_fields("name", "post"), "kind", "office", "norm", "active"]
    edit_handler = ObjectList(
        [
            FieldPanel("office"),
            FieldPanel("kind"),
            texts("name", pgettext_lazy("of a person", "Name")),
            texts("post", _("Post")),
            FieldRowPanel(fields("norm", "active")),
        ]
    )


class HoursEditView(OfficeEditView):
    """Says who is booked at times that the changed rule no longer holds."""

    def save_instance(self):
        hours = super().save_instance()
        left = bookings_outside_hours([hours.official], timezone.now())
        if left:
            numbers = ", ".join(booking.number for booking in left)
            messages.warning(
                self.request,
                ngettext(
                    "A visitor is booked outside the hours now: %(numbers)s. Call and move them.",
                    "Visitors are booked outside the hours now: %(numbers)s. Call and move them.",
                    len(left),
                )
                % {"numbers": numbers},
            )
        return hours


class ReceptionHoursViewSet(OfficeScopedViewSet):
    model = ReceptionHours
    related = ("official",)
    icon = "time"
    menu_label = _("Reception hours")
    list_display = ["official", "weekday", "week_of_month", "starts", "ends", "minutes", "room"]
    list_filter = ["official__office", "official", "weekday"]
    search_fields = [f"official__{name}" for name in localized_fields("name")]
    edit_view_class = HoursEditView
    edit_handler = ObjectList(
        [
            FieldPanel("official"),
            FieldRowPanel(fields("weekday", "week_of_month")),
            FieldRowPanel(fields("starts", "ends")),
            FieldRowPanel(fields("minutes", "seats")),
            FieldRowPanel(fields("room", "by_video")),
            FieldRowPanel(fields("valid_from", "valid_until")),
        ],
        base_form_class=ScheduleForm,
    )


class _Closing:
    """Saves the exception and cancels what it makes impossible, both or neither."""

    request: HttpRequest

    def save_instance(self):
        with transaction.atomic():
            closure = super().save_instance()  # type: ignore[misc]  # of Wagtail's view beside it
            cancelled = cancel_affected_bookings(closure, by=self.request.user, at=timezone.now())
        if cancelled:
            messages.info(
                self.request,
                ngettext(
                    "%(n)s booking is cancelled, the visitor is told.",
                    "%(n)s bookings are cancelled, the visitors are told.",
                    len(cancelled),
                )
                % {"n": len(cancelled)},
            )
        return closure


class ClosureCreateView(_Closing, CreateView):
    pass


class ClosureEditView(_Closing, OfficeEditView):
    pass


class ClosureViewSet(OfficeScopedViewSet):
    model = Closure
    related = ("office", "official")
    icon = "warning"
    menu_label = _("Exceptions")
    list_display = ["office", "official", "first_day", "last_day", "reason"]
    list_filter = ["office", "first_day"]
    search_fields = localized_fields("reason")
    add_view_class = ClosureCreateView
    edit_view_class = ClosureEditView
    edit_handler = ObjectList(
        [
            FieldPanel("office"),
            FieldPanel("official"),
            FieldRowPanel(fields("first_day", "last_day")),
            texts("reason", _("Reason")),
            FieldPanel("cancel_bookings"),
        ],
        base_form_class=ClosureForm,
    )


class ScheduleApprovalViewSet(OfficeScopedViewSet):
    model = ScheduleApproval
    related = ("office",)
    icon = "check"
    menu_label = _("Approvals of schedules")
    list_display = ["office", "approver", "approved_on", "valid_from"]
    list_filter = ["office"]
    edit_handler = ObjectList(
        [
            FieldPanel("office"),
            texts("approver", _("Approved by")),
            texts("post", _("Post")),
            FieldRowPanel(fields("approved_on", "valid_from")),
        ],
        base_form_class=ScheduleForm,
    )


class MemberViewSet(RelatedViewSet):
    model = OfficeMember
    related = ("user", "office")
    icon = "group"
    menu_label = _("Staff of offices")
    list_display = ["user", "office"]
    list_filter = ["office"]
    edit_handler = ObjectList(fields("user", "office"))


class ReceptionGroup(SnippetViewSetGroup):
    """Who receives, where and when."""

    menu_label = _("Reception")
    menu_icon = "calendar-alt"
    menu_order = 210
    items = (
        OfficeViewSet,
        OfficialViewSet,
        ReceptionHoursViewSet,
        ClosureViewSet,
        ScheduleApprovalViewSet,
        MemberViewSet,
    )
