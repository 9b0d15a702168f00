"""The shared course of every act: lock, check, change the state, journal, notify.

The only module that writes Appeal.state.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from appeals import access, facts, journal, notifications, states
from appeals.models import Appeal
from appeals.states import Act, State
from services.models import Office


def lock_appeal(appeal: Appeal, act: str, by) -> Appeal:
    """Return the appeal, fresh and locked, when `by` may do `act` to it now; else raise."""
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("office")
    locked = rows.get(pk=appeal.pk)
    access.require_permission(by, act, locked.office)
    if locked.anonymised_at:
        raise ValidationError(_("The case was anonymised: nothing can be done to it any more."))
    if not states.is_allowed(locked.state, act):
        raise ValidationError(
            _("The appeal is now “%(state)s”: this can no longer be done, or not yet.")
            % {"state": State(locked.state).label}
        )
    return locked


def save_act(
    appeal: Appeal, act: str, *, by, at: datetime, why="", data=None, public=True
) -> Appeal:
    """Save the changed appeal in the state that `act` leads to, then journal and notify."""
    from_state = appeal.state
    appeal.state = states.next_state(from_state, act)
    if act in states.ENDS_CLOSE_PROPOSAL:
        appeal.proposed_close_reason = ""
    appeal.save()
    record(appeal, act, by=by, at=at, from_state=from_state, why=why, data=data, public=public)
    return appeal


def record(
    appeal: Appeal, act: str, *, by, at: datetime, from_state="", why="", data=None, public=True
) -> None:
    """Write the journal entry, the figures that follow from it and the letters about it."""
    event = journal.write_entry(
        appeal, act, by=by, at=at, from_state=from_state, why=why, data=data, public=public
    )
    facts.save_fact(appeal, new=act == Act.REGISTER)
    notifications.notify_applicant(appeal, event)
    if act in {Act.ROUTE, Act.ASSIGN}:
        notifications.notify_officer(appeal, event)


def record_act(
    appeal: Appeal, act: str, *, by, at: datetime, why: str = "", public: bool = True, **data
) -> None:
    """Write a journal entry for an act that does not change the appeal (publication)."""
    locked = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    journal.write_entry(
        locked, act, by=by, at=at, from_state=locked.state, why=why, data=data, public=public
    )  # fmt: skip


def require_text(text: str, field: str) -> str:
    """Return the text without outer spaces; ValidationError of `field` when nothing is written."""
    if not text.strip():
        raise ValidationError({field: _("Write it in a sentence or two: the applicant reads it.")})
    return text.strip()


def check_officer(officer, office: Office) -> None:
    """Raise ValidationError unless the executor, if any, works in the office."""
    if officer is not None and not access.works_in(officer, office):
        raise ValidationError({"officer": _("This person does not work in that office.")})
