"""Admin of this package: permission policies, snippets, the visitors' queue, log actions."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from services.admin import invite
from services.admin.closures import keep_past_closures
from services.admin.office_permissions import OfficePermissionPolicy
from services.admin.procedures import ProceduresGroup
from services.admin.queue import can_handle_visitors
from services.admin.reception_hours import keep_former_officials, keep_held_hours
from services.admin.schedule import ReceptionGroup
from services.models import Closure, ReceptionHours, ScheduleApproval
from services.openings import OPENINGS

# Policies first: a snippet reads its policy when it is registered.
register_permission_policy(
    ReceptionHours, OfficePermissionPolicy(ReceptionHours, "official__office")
)
register_permission_policy(Closure, OfficePermissionPolicy(Closure, "office"))
register_permission_policy(ScheduleApproval, OfficePermissionPolicy(ScheduleApproval, "office"))
register_snippet(ReceptionGroup)
register_snippet(ProceduresGroup)
hooks.register("before_delete_snippet", keep_held_hours)
hooks.register("before_delete_snippet", keep_past_closures)
hooks.register("before_delete_snippet", keep_former_officials)


class VisitorsMenuItem(MenuItem):
    """The menu item of the queue, for staff who handle visitors."""

    def is_shown(self, request) -> bool:
        """Return whether the user handles visitors in some office."""
        return can_handle_visitors(request.user)


@hooks.register("register_admin_menu_item")
def add_visitors_menu_item() -> MenuItem:
    """Put the queue at the top of the menu."""
    return VisitorsMenuItem(
        _("Visitors"), reverse("services_admin:start"), icon_name="calendar-check", order=150
    )


@hooks.register("register_admin_urls")
def add_admin_urls() -> list:
    """Route the queue under /admin/reception/."""
    return [
        path("reception/", include("services.admin.urls")),
        path("users/invite/", invite.invite, name="invite_staff"),
    ]


class InviteMenuItem(MenuItem):
    """The menu item for those who may add accounts."""

    def is_shown(self, request) -> bool:
        """Return whether the user may add accounts."""
        return request.user.has_perm(invite.ADD_USER)


@hooks.register("register_settings_menu_item")
def add_invite_menu_item() -> MenuItem:
    """Put the invitation beside the users."""
    return InviteMenuItem(_("Invite staff"), reverse("invite_staff"), icon_name="mail", order=601)


@hooks.register("register_log_actions")
def add_log_actions(actions) -> None:
    """Name the log entries of a booking."""
    actions.register_action("services.book", _("Book"), _("Reception booked"))
    actions.register_action("services.move", _("Move"), _("Reception moved"))
    actions.register_action(
        "services.cancel", pgettext_lazy("a booking", "Cancel"), _("Booking cancelled")
    )
    for action, words in OPENINGS.items():
        actions.register_action(action, *words)
    actions.register_action("services.check_in", _("Check in"), _("Visitor came"))
    actions.register_action("services.miss", _("Mark missed"), _("Visitor did not come"))
