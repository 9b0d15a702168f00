"""A request for reconsideration and its refusal; `reopen` in closing.py grants it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from appeals import reconsideration
from appeals.lifecycle.transition import lock_appeal, require_text, save_act
from appeals.models import Appeal
from appeals.states import Act


def ask_again(appeal: Appeal, *, why: str, by=None, at: datetime) -> Appeal:
    """Ask that the appeal be considered again, once after each answer; a head decides."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.ASK_AGAIN, by)
        if not reconsideration.has_outcome(appeal):
            raise ValidationError(_("The appeal was withdrawn: send a new one."))
        if not reconsideration.may_be_asked(appeal):
            raise ValidationError(_("You have asked already. It can be done once after an answer."))
        why = require_text(why, "why")
        appeal.asked_again_at, appeal.asked_again_decided_at = at, None
        return save_act(appeal, Act.ASK_AGAIN, by=by, at=at, why=why)


def decline_again(appeal: Appeal, *, why: str, by, at: datetime) -> Appeal:
    """Decline the request for reconsideration, with the reasons that the applicant reads."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.DECLINE_AGAIN, by)
        if not reconsideration.is_pending(appeal):
            raise ValidationError(_("Nobody waits for a decision on reconsideration."))
        appeal.asked_again_decided_at = at
        return save_act(appeal, Act.DECLINE_AGAIN, by=by, at=at, why=require_text(why, "why"))
