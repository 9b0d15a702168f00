"""Registration of a new appeal."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from appeals import access, numbers, registration
from appeals.appeal_fields import NewAppeal
from appeals.lifecycle.transition import record
from appeals.models import Appeal
from appeals.secret_code import in_force
from appeals.states import Act


@dataclass(frozen=True)
class Registration:
    """The result of `register`: the appeal, its secret, and whether this call created it."""

    appeal: Appeal
    secret: str
    new: bool = True


def register(
    new: NewAppeal, *, by, at: datetime, prepared: registration.Prepared | None = None
) -> Registration:
    """Register an appeal: number, terms, routing suggestion, journal, letter.

    Repeating it with the same draft token returns the same number and secret and creates nothing;
    the secret is empty when another one has replaced it.
    A caller that holds a transaction passes what was `prepared` before it: see
    registration.prepare.
    """
    points = registration.clean_points(new)
    access.require_permission(by, Act.REGISTER, new.office)
    secret = numbers.secret_for_draft(new.draft_token)
    prepared = prepared or registration.prepare(new, at)
    try:
        with registration.delete_files_on_error() as stored, transaction.atomic():
            number = numbers.next_number(new.office, at)
            registered = registration.find_registered(new.draft_token)
            if registered is not None:
                transaction.set_rollback(True)  # give the number back
                return Registration(registered, in_force(registered, secret), new=False)
            appeal = registration.create_appeal(
                new, points, number=number, secret=secret, prepared=prepared, at=at
            )
            for file in new.files:
                registration.create_attachment(appeal, file, stored, at=at)
            record(appeal, Act.REGISTER, by=by, at=at, data=_registration_data(appeal, new))
    except IntegrityError:
        # The same draft was registered for another office at the same moment.
        registered = registration.find_registered(new.draft_token)
        if registered is None:
            raise
        return Registration(registered, in_force(registered, secret), new=False)
    return Registration(appeal, secret)


def _registration_data(appeal: Appeal, new: NewAppeal) -> dict:
    return {
        "channel": appeal.channel,
        "short_due_on": appeal.short_due_on.isoformat(),
        "due_on": appeal.due_on.isoformat(),
        "files": len(new.files),
    }
