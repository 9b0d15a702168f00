"""The open appeals of an executor who leaves: shown, and handed to a colleague by the lifecycle."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals import access, lifecycle
from appeals.models import Appeal
from appeals.states import OPEN
from core.accounts import leaving


def open_appeals(user) -> QuerySet[Appeal]:
    """Return the open appeals whose executor is `user`."""
    return Appeal.objects.filter(state__in=OPEN, officer=user).order_by("due_on", "number")


def count(user) -> int:
    """Return how many open appeals `user` has."""
    return open_appeals(user).count()


def numbers(user, viewer) -> list[str]:
    """Return the numbers of those that `viewer` may open."""
    visible = access.visible_appeals(viewer)
    return list(open_appeals(user).filter(pk__in=visible).values_list("number", flat=True))


def hand_over(user, colleague, *, by, at: datetime) -> None:
    """Make `colleague` the executor of all of them, each with its entry in the journal."""
    appeals = list(open_appeals(user).select_related("office"))
    foreign = [a.number for a in appeals if not access.works_in(colleague, a.office)]
    if foreign:
        raise ValidationError(
            _("This colleague does not work in the office of %(numbers)s. Nothing was changed.")
            % {"numbers": ", ".join(foreign)}
        )
    for appeal in appeals:
        lifecycle.assign(appeal, colleague, by=by, at=at)


leaving.register(leaving.OpenWork(gettext_lazy("Open appeals"), count, numbers, hand_over))
