"""This room in the admin: the journal's words, registers and the desk's queue."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def name_the_deeds(actions) -> None:
    """What the journal says of a booking."""
    actions.register_action("services.book", _("Book"), _("Reception booked"))
    actions.register_action("services.move", _("Move"), _("Reception moved"))
    actions.register_action("services.cancel", _("Cancel"), _("Booking cancelled"))
    actions.register_action("services.check_in", _("Check in"), _("Visitor came"))
    actions.register_action("services.miss", _("Mark missed"), _("Visitor did not come"))
