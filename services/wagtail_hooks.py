"""This room in the admin: the journal's words, registers and the desk's queue."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from services.admin.office_permissions import OfficePermissionPolicy
from services.admin.procedures import RulesGroup
from services.admin.queue import may_handle
from services.admin.schedule import ReceptionGroup
from services.models import Closure, ReceptionHours, ScheduleApproval

# Before the registers: a policy named later would come too late.
register_permission_policy(
    ReceptionHours, OfficePermissionPolicy(ReceptionHours, "official__office")
)
register_permission_policy(Closure, OfficePermissionPolicy(Closure, "office"))
register_permission_policy(ScheduleApproval, OfficePermissionPolicy(ScheduleApproval, "office"))
register_snippet(ReceptionGroup)
register_snippet(RulesGroup)


class VisitorsItem(MenuItem):
    def is_shown(self, request) -> bool:
        return may_handle(request.user)


@hooks.register("register_admin_menu_item")
def visitors_item() -> MenuItem:
    """Today's visitors, first in the menu of whoever sits at a desk."""
    return VisitorsItem(
        _("Visitors"), reverse("services_admin:start"), icon_name="calendar-check", order=150
    )


@hooks.register("register_admin_urls")
def desk_urls() -> list:
    """The desk's own pages."""
    return [path("reception/", include("services.admin.urls"))]


@hooks.register("register_log_actions")
def name_the_deeds(actions) -> None:
    """What the journal says of a booking."""
    actions.register_action("services.book", _("Book"), _("Reception booked"))
    actions.register_action("services.move", _("Move"), _("Reception moved"))
    actions.register_action(
        "services.cancel", pgettext_lazy("a booking", "Cancel"), _("Booking cancelled")
    )
    actions.register_action("services.check_in", _("Check in"), _("Visitor came"))
    actions.register_action("services.miss", _("Mark missed"), _("Visitor did not come"))
