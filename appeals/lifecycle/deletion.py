"""A request to delete the personal data of an ended case, and its refusal; anonymise.py grants it.

Law 94-V of 21.05.2013, articles 8 and 24; a term of keeping set by law may stand against it.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from appeals import deletion_requests
from appeals.lifecycle.transition import lock_appeal, require_text, save_act
from appeals.models import Appeal
from appeals.states import Act


def ask_deletion(appeal: Appeal, *, why: str = "", by=None, at: datetime) -> Appeal:
    """Ask a head to delete the personal data of the case; the applicant need not say why."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.ASK_DELETION, by)
        if deletion_requests.is_pending(appeal):
            raise ValidationError(_("You have asked already: the head of the office decides."))
        appeal.deletion_asked_at = at
        return save_act(appeal, Act.ASK_DELETION, by=by, at=at, why=why.strip())


def decline_deletion(appeal: Appeal, *, why: str, by, at: datetime) -> Appeal:
    """Decline the request, with the reasons in law that the applicant reads."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.DECLINE_DELETION, by)
        if not deletion_requests.is_pending(appeal):
            raise ValidationError(_("Nobody waits for a decision on deletion."))
        appeal.deletion_declined_at = at
        return save_act(appeal, Act.DECLINE_DELETION, by=by, at=at, why=require_text(why, "why"))
