"""The panel of waiting appeals on the first page of the admin."""

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from appeals import access, deletion_requests, reconsideration
from appeals.admin.inbox import situation_condition
from appeals.admin.letters import count_given_up
from appeals.admin.mixins import is_checker, is_staff
from appeals.models import Appeal, PublishedAnswer
from appeals.states import OPEN
from core.models import Notice
from core.reading_record.writing import log_list_view

MAX_APPEALS = 5


class WaitingPanel(Component):
    """Counts with links to the inbox, then the open appeals that are due first."""

    name = "appeals_waiting"
    order = 50
    template_name = "appeals/admin/panel.html"

    def get_context_data(self, parent_context) -> dict:
        """Return the counts and the appeals that are due first."""
        user = parent_context["request"].user
        on = timezone.localdate()
        appeals = access.visible_appeals(user)
        inbox = reverse("appeals_admin:inbox")
        situations = [
            ("overdue", _("overdue")),
            ("soon", _("due in three days")),
            ("short", _("short answer late")),
            ("new", _("not given to anybody")),
        ]
        is_head = user.has_perm(access.LEAD)
        if is_head:
            situations.append(("closing", _("closings to confirm")))
        numbers = appeals.filter(state__in=OPEN).aggregate(**{
            name: Count("pk", filter=situation_condition(name, on, user))
            for name, _label in situations
        })  # fmt: skip
        if is_head:  # answered or closed: not among the open ones above
            situations.append(("again", _("reconsideration asked for")))
            numbers["again"] = appeals.filter(reconsideration.PENDING).count()
            situations.append(("deletion", _("deletion of personal data asked for")))
            numbers["deletion"] = appeals.filter(deletion_requests.PENDING).count()
        counts = [
            {
                "label": label,
                "number": numbers[name],
                "url": f"{inbox}?situation={name}",
                "late": name in {"overdue", "short", "again", "deletion"},
            }
            for name, label in situations
        ]
        returned = Q(stage=PublishedAnswer.Stage.RETURNED) & belongs_to(user)
        prepared = Q(stage=PublishedAnswer.Stage.PREPARED) & ~Q(prepared_by=user)
        stages = [PublishedAnswer.Stage.RETURNED, PublishedAnswer.Stage.PREPARED]
        answers = (
            access.visible_answers(user)
            .filter(stage__in=stages)
            .aggregate(returned=Count("pk", filter=returned), prepared=Count("pk", filter=prepared))
        )
        queue = reverse("appeals_admin:queue")
        counts.append({
            "label": _("public answers returned for correction"),
            "number": answers["returned"], "url": f"{queue}?stage=returned", "late": False,
        })  # fmt: skip
        if is_checker(user):
            counts.append({
                "label": _("public answers to check"),
                "number": answers["prepared"], "url": queue, "late": False,
            })  # fmt: skip
        if given_up := count_given_up(user):
            counts.append({
                "label": _("letters that did not arrive"), "number": given_up, "late": True,
                "url": f"{reverse('letters:index')}?delivery={Notice.Delivery.FAILED}",
            })  # fmt: skip
        pressing = due_first(appeals, situation_condition("open", on, user))
        log_list_view(user, "appeals.list", pressing)
        return {"counts": counts, "pressing": pressing, "today": on}


def due_first(appeals: QuerySet[Appeal], condition: Q) -> list[Appeal]:
    """Return the appeals of the condition that are due first, sorted without their texts."""
    keys = appeals.filter(condition).order_by("due_on").values("pk")[:MAX_APPEALS]
    rows = Appeal.objects.filter(pk__in=keys).select_related("topic")
    return list(rows.order_by("due_on"))


def belongs_to(user) -> Q:
    """Return the condition of the answers that `user` prepared, or nobody who works still."""
    return Q(prepared_by=user) | Q(prepared_by=None) | Q(prepared_by__is_active=False)


def add_panels(request, panels: list) -> None:
    """Add the panel for users who work with appeals."""
    if is_staff(request.user):
        panels.append(WaitingPanel())
