"""Closing, withdrawing and reopening an appeal."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from appeals import deadlines
from appeals.lifecycle.transition import lock_appeal, require_text, save_act
from appeals.models import Appeal
from appeals.states import Act, CloseReason, State


def close(appeal: Appeal, reason: str, *, why: str = "", by, at: datetime) -> Appeal:
    """Close the appeal after the answer, or without one for a legal reason, given in words."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.CLOSE, by)
        answered = appeal.state == State.ANSWERED
        if reason not in CloseReason.values or (reason == CloseReason.DONE) != answered:
            raise ValidationError({"reason": _("Choose a reason that fits.")})
        if not answered:
            why = require_text(why, "why")
        appeal.closed_at, appeal.close_reason = at, reason
        return save_act(appeal, Act.CLOSE, by=by, at=at, why=why, data={"reason": reason})


def withdraw(appeal: Appeal, *, why: str = "", by=None, at: datetime) -> Appeal:
    """Withdraw the appeal at the applicant's wish before it is answered."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.WITHDRAW, by)
        appeal.closed_at, appeal.close_reason = at, CloseReason.WITHDRAWN
        return save_act(appeal, Act.WITHDRAW, by=by, at=at, why=why.strip())


def reopen(appeal: Appeal, *, why: str, by, at: datetime) -> Appeal:
    """Reopen the appeal on a complaint about the answer: a new full term runs from `at`.

    A short answer given before is not given again; one that was not given is due anew.
    """
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.REOPEN, by)
        days = deadlines.term_dates(at, appeal.office)
        appeal.counted_from, appeal.due_on, appeal.extended = days.counted_from, days.full, False
        if appeal.short_answered_at is None:
            appeal.short_due_on = days.short
        appeal.answered_at = appeal.closed_at = None
        appeal.close_reason = ""
        return save_act(
            appeal, Act.REOPEN, by=by, at=at, why=require_text(why, "why"),
            data={"due_on": days.full.isoformat()},
        )  # fmt: skip
