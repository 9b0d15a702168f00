"""A hold on a case: as long as it lasts, nothing of the case is anonymised or deleted.

A head puts it on for a dispute, an inspection or a court, and lifts it.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from appeals.lifecycle.transition import lock_appeal, save_act
from appeals.models import Appeal
from appeals.states import Act


def put_on_hold(appeal: Appeal, why: str, *, by, at: datetime) -> Appeal:
    """Keep the case as it is until the hold is lifted. Staff read `why`, the applicant does not."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.HOLD, by)
        if appeal.hold_reason:
            raise ValidationError(_("The case is on hold already."))
        appeal.hold_reason = _require_reason(why)
        return save_act(appeal, Act.HOLD, by=by, at=at, why=appeal.hold_reason, public=False)


def lift_hold(appeal: Appeal, why: str, *, by, at: datetime) -> Appeal:
    """Let the terms of keeping apply to the case again."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.LIFT_HOLD, by)
        if not appeal.hold_reason:
            raise ValidationError(_("The case is not on hold."))
        appeal.hold_reason = ""
        return save_act(appeal, Act.LIFT_HOLD, by=by, at=at, why=_require_reason(why), public=False)


def _require_reason(why: str) -> str:
    if not why.strip():
        raise ValidationError({"why": _("Write the reason: it stands in the journal.")})
    return why.strip()
