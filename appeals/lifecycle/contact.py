"""The phone and e-mail to which letters about an appeal go."""

from datetime import datetime

from django.db import transaction

from appeals import notifications
from appeals.lifecycle.transition import lock_appeal, save_act
from appeals.models import Appeal, RecoveryCode
from appeals.states import Act


def change_contact(appeal: Appeal, *, phone: str, email: str, by=None, at: datetime) -> Appeal:
    """Replace phone and e-mail, already checked; the old ones are told as well.

    A code for a lost secret that was sent to the old ones dies at once.
    The journal has only which of the two changed. Unchanged ones write nothing.
    """
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.CHANGE_CONTACT, by)
        old = {"phone": appeal.phone, "email": appeal.email}
        changed = [
            name for name, value in {"phone": phone, "email": email}.items() if value != old[name]
        ]
        if not changed:
            return appeal
        RecoveryCode.objects.filter(appeal=appeal).delete()
        appeal.phone, appeal.email = phone, email
        save_act(appeal, Act.CHANGE_CONTACT, by=by, at=at, data={"changed": changed}, public=False)
        event = appeal.events.latest("pk")
        notifications.notify_old_contact(appeal, event, **{name: old[name] for name in changed})
    return appeal
