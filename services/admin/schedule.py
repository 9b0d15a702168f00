"""Snippet viewsets of offices, officials and the schedule."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from core.i18n.localtext import localized_fields
from core.row_conflicts import RowForm
from services.admin.approvals import ScheduleApprovalViewSet
from services.admin.choosers import OfficeChooserViewSet, OfficialChooserViewSet
from services.admin.displaced import warn_of_bookings_outside
from services.admin.forms import ClosureForm, OfficeForm, OfficialForm
from services.admin.office_viewsets import OfficeEditView, OfficeScopedViewSet, RelatedViewSet
from services.admin.panels import field_panels, localized_panel
from services.admin.reception_hours import ReceptionHoursViewSet
from services.models import Closure, Office, OfficeMember, Official
from services.schedule.closures import cancel_affected_bookings
from services.schedule.slots import has_reception_hours


class OfficeSavedMixin:
    """Say what citizens do not see yet of the saved office."""

    request: HttpRequest

    def save_instance(self):
        """Save the office; say that it is not shown, or that nobody receives in it."""
        office = super().save_instance()  # type: ignore[misc]  # of Wagtail's view beside it
        if not office.active:
            messages.warning(
                self.request,
                _("Citizens do not see this office. Tick “Shown to citizens” to publish it."),
            )
        elif not has_reception_hours(office, timezone.localdate()):
            messages.warning(
                self.request,
                _("Nobody receives in this office yet: its page has no button to book."),
            )
        return office


class OfficeCreateView(OfficeSavedMixin, CreateView):
    """Create an office."""


class OfficeFactsEditView(OfficeSavedMixin, EditView):
    """Edit an office."""


class OfficeViewSet(SnippetViewSet):
    """Offices with their hours and place in the tree."""

    model = Office
    icon = "home"
    menu_label = _("Offices")
    list_display = ["title", "level", "code", "phone", "active"]
    list_filter = ["level", "active"]
    search_fields = ["title_kk", "title_ru", "title_en", "code", "slug"]
    list_export = ["slug", "code", *localized_fields("title", "address"), "phone", "email"]
    inspect_view_enabled = True
    chooser_viewset_class = OfficeChooserViewSet
    chooser_per_page = 25
    add_view_class = OfficeCreateView
    edit_view_class = OfficeFactsEditView
    edit_handler = ObjectList(
        [
            localized_panel("title", _("Title")),
            MultiFieldPanel(
                [
                    FieldRowPanel(field_panels("slug", "code")),
                    *field_panels("level", "parent", "active"),
                ],
                heading=_("Place in the tree"),
            ),
            localized_panel("address", _("Address")),
            MultiFieldPanel(
                [
                    FieldRowPanel(field_panels("phone", "trust_line")),
                    FieldPanel("working_week"),
                    FieldPanel("email"),
                    FieldRowPanel(field_panels("latitude", "longitude")),
                ],
                heading=_("Contacts"),
            ),
            *field_panels("facilities", "keep_originals"),
            *field_panels(*localized_fields("video_connection")),
            localized_panel("settlements", _("Settlements served")),
            InlinePanel(
                "hours",
                [
                    FieldRowPanel(field_panels("purpose", "weekday")),
                    FieldRowPanel(field_panels("opens", "closes")),
                ],
                heading=_("Hours"),
                label=_("Hours"),
            ),
        ],
        base_form_class=OfficeForm,
    )


class OfficialEditView(EditView):
    """Warn of bookings with an official who no longer receives."""

    def save_instance(self):
        """Save the official and name the bookings left without a reception."""
        official = super().save_instance()
        warn_of_bookings_outside(self.request, [official])
        return official


class OfficialViewSet(RelatedViewSet):
    """Officials who receive citizens."""

    model = Official
    related = ("office",)
    icon = "user"
    menu_label = _("Officials")
    list_display = ["name", "kind", "office", "norm", "active"]
    list_filter = ["office", "kind", "active"]
    search_fields = [*localized_fields("name"), *localized_fields("post")]
    chooser_viewset_class = OfficialChooserViewSet
    edit_view_class = OfficialEditView
    chooser_per_page = 25
    list_export = [*localized_fields("name", "post"), "kind", "office", "norm", "active"]
    edit_handler = ObjectList(
        [
            FieldPanel("office"),
            FieldPanel("kind"),
            localized_panel("name", pgettext_lazy("of a person", "Name")),
            localized_panel("post", _("Post")),
            FieldRowPanel(field_panels("norm", "active")),
        ],
        base_form_class=OfficialForm,
    )


class CancelBookingsMixin:
    """Save the closure and cancel the bookings that fall into it, in one transaction."""

    request: HttpRequest

    def save_instance(self):
        """Save the closure and report how many bookings were cancelled."""
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


class ClosureCreateView(CancelBookingsMixin, CreateView):
    """Create a closure."""


class ClosureEditView(CancelBookingsMixin, OfficeEditView):
    """Edit a closure of the user's offices."""


class ClosureViewSet(OfficeScopedViewSet):
    """Closures of the user's offices."""

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
            FieldRowPanel(field_panels("first_day", "last_day")),
            localized_panel("reason", _("Reason")),
            FieldPanel("cancel_bookings"),
        ],
        base_form_class=ClosureForm,
    )


class MemberViewSet(RelatedViewSet):
    """Which members of staff work in which office."""

    model = OfficeMember
    related = ("user", "office")
    icon = "group"
    menu_label = _("Staff of offices")
    list_display = ["user", "office", "post"]
    list_filter = ["office"]
    edit_handler = ObjectList(
        [*field_panels("user", "office"), localized_panel("post", _("Post"))],
        base_form_class=RowForm,
    )


class ReceptionGroup(SnippetViewSetGroup):
    """The menu of offices, officials and the schedule."""

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
