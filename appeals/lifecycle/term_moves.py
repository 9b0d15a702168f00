"""The terms of open appeals follow a change of the working calendar."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation

from appeals.deadlines import appeal_calendar
from appeals.lifecycle.transition import record
from appeals.models import Appeal
from appeals.states import OPEN, Act
from appeals.term_moves import explain_days, term_move


def move_terms(
    appeals: Iterable[Appeal], days: Collection[date] = (), *, by=None, at: datetime
) -> int:
    """Move the terms of the open appeals as the calendar now is; return how many have moved.

    `days` are those that changed: the applicant reads why. Each appeal has its own transaction, so
    that a long change never holds the database; one that moved already is left out. The caller has
    checked that `by` may change the calendar.
    """
    return sum(_move_term(appeal, days, by=by, at=at) for appeal in appeals)


def _move_term(appeal: Appeal, days: Collection[date], *, by, at: datetime) -> bool:
    with transaction.atomic(), translation.override(appeal.language):
        rows = Appeal.objects.select_for_update(of=("self",)).select_related("office")
        appeal = rows.get(pk=appeal.pk)
        calendar = appeal_calendar(appeal)
        move = term_move(appeal, calendar, timezone.localdate(at))
        if appeal.state not in OPEN or move is None:
            return False
        data = {"from": appeal.due_on.isoformat(), "to": move.due_on.isoformat()}
        appeal.short_due_on, appeal.due_on = move.short_due_on, move.due_on
        appeal.save(update_fields=["short_due_on", "due_on"])
        record(
            appeal, Act.MOVE_TERM, by=by, at=at, from_state=appeal.state,
            why=explain_days(days, calendar), data=data,
        )  # fmt: skip
        return True
