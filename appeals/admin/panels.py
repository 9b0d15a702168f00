"""What waits, on the admin's first page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from appeals import access
from appeals.admin.inbox import situation
from appeals.admin.mixins import is_checker, is_staff
from appeals.models import Appeal, PublishedAnswer

SHOWN = 5


class WaitingPanel(Component):
    """Numbers with their links, then the most pressing appeals by name of the matter."""

    name = "appeals_waiting"
    order = 50
    template_name = "appeals/admin/panel.html"

    def get_context_data(self, parent_context) -> dict:
        user = parent_context["request"].user
        on = timezone.localdate()
        mine = access.visible_appeals(user)
        inbox = reverse("appeals_desk:inbox")
        counts = [
            {
                "label": label,
                "number": mine.filter(situation(name, on, user)).distinct().count(),
                "url": f"{inbox}?situation={name}",
                "late": name in {"overdue", "short"},
            }
            for name, label in [
                ("overdue", _("overdue")),
                ("soon", _("due in three days")),
                ("short", _("short answer late")),
                ("new", _("not given to anybody")),
            ]
        ]
        waiting = access.visible_answers(user).filter(stage=PublishedAnswer.Stage.PREPARED)
        if is_checker(user):
            counts.append({
                "label": _("public answers to check"),
                "number": waiting.exclude(prepared_by=user).count(),
                "url": reverse("appeals_desk:queue"),
                "late": False,
            })  # fmt: skip
        pressing: list[Appeal] = list(
            mine.filter(situation("open", on, user))
            .select_related("topic")
            .order_by("due_on")[:SHOWN]
        )
        return {"counts": counts, "pressing": pressing, "today": on}


def add_panels(request, panels: list) -> None:
    """Put the desk's panel before the others for those who work at the desk."""
    if is_staff(request.user):
        panels.append(WaitingPanel())
