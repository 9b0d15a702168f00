"""A new secret instead of a lost one: at the desk, or through the contact given with the appeal."""

from datetime import datetime

from django.db import transaction

from appeals import secret_code
from appeals.lifecycle.transition import lock_appeal, require_text, save_act
from appeals.models import Appeal, RecoveryCode
from appeals.states import Act


def replace_secret(
    appeal: Appeal, secret: str, *, checked: str = "", by=None, at: datetime
) -> Appeal:
    """Let `secret` open the appeal from now on; the old one and every code sent die at once.

    `by` None is the citizen, who has typed the code sent to the phone or e-mail of the appeal;
    staff write what they have `checked`. The applicant is told, without the secret.
    """
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.REPLACE_SECRET, by)
        if by is not None:
            checked = require_text(checked, "checked")
        RecoveryCode.objects.filter(appeal=appeal).delete()
        secret_code.set_secret(appeal, secret)
        return save_act(appeal, Act.REPLACE_SECRET, by=by, at=at, why=checked, public=False)
