"""A member of staff leaves: the account is closed, what is open is handed to a colleague."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from core.accounts import sessions
from core.accounts.models import Absence, Invitation, KnownDevice

LEAVE_ACTION = "core.leave"


@dataclass(frozen=True)
class OpenWork:
    """One kind of work that waits for a person: its name and what upper packages do with it.

    `names(user, viewer)` returns what `viewer` may read of it, `count(user)` how much there is;
    `hand_over(user, colleague, by=, at=)` raises ValidationError for a colleague without the right.
    """

    label: Any
    count: Callable[[Any], int]
    names: Callable[[Any, Any], list[str]]
    hand_over: Callable[..., None]


_kinds: list[OpenWork] = []


def register(kind: OpenWork) -> None:
    """Add a kind of work that somebody who leaves may leave behind."""
    _kinds.append(kind)


def list_open_work(user, viewer) -> list[tuple[OpenWork, int, list[str]]]:
    """Return the kinds of work that wait for `user`: kind, how much, what `viewer` may read."""
    counted = [(kind, kind.count(user)) for kind in _kinds]
    return [(kind, count, kind.names(user, viewer)) for kind, count in counted if count]


@transaction.atomic
def leave(user, *, colleague, by, at: datetime) -> None:
    """Hand the open work of `user` to `colleague`, if there is one, and close the account at once.

    Nothing is changed when some of the work cannot be handed over.
    """
    if colleague is not None:
        for kind in _kinds:
            kind.hand_over(user, colleague, by=by, at=at)
    sessions.end_all(user)
    KnownDevice.objects.filter(user=user).delete()
    Invitation.objects.filter(user=user, accepted_at=None).delete()
    Absence.objects.filter(deputy=user).delete()
    user.is_active = False
    user.save(update_fields=["is_active"])
    data = {"colleague": colleague.pk} if colleague else {}
    log(instance=user, action=LEAVE_ACTION, user=by, data=data)
