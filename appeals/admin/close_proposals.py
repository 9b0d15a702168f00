"""A proposal to close an appeal without an answer, in words."""

from appeals import access
from appeals.admin.inbox_export import user_name
from appeals.models import Appeal, Event
from appeals.status_text import event_reason


def describe_close_proposal(event: Event | None, appeal: Appeal, user) -> dict | None:
    """Return who proposed the closing, when and why, and the heads who may confirm it."""
    if event is None:
        return None
    heads = access.heads_of(appeal.office).exclude(pk=event.by_id)
    return {
        "what": event_reason(event),
        "who": user_name(event.by),
        "at": event.at,
        "own": event.by_id == user.pk,
        "heads": [user_name(head) for head in heads],
    }
