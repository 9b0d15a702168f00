"""The law of movement of an appeal, in one screen. Only lifecycle.py moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    REGISTERED = "registered", _("Registered")
    ROUTED = "routed", _("With an executor")
    IN_PROGRESS = "in_progress", _("Being considered")
    ANSWERED = "answered", _("Answered")
    FORWARDED = "forwarded", _("Forwarded by competence")
    CLOSED = "closed", _("Closed")


OPEN = frozenset({State.REGISTERED, State.ROUTED, State.IN_PROGRESS})
FINAL = frozenset({State.FORWARDED, State.CLOSED})
ANSWERABLE = frozenset({State.IN_PROGRESS})

# act → (states it may start from, state it leads to)
TRANSITIONS: dict[str, tuple[frozenset[State], State]] = {
    "route": (frozenset({State.REGISTERED, State.ROUTED}), State.ROUTED),
    "forward": (frozenset({State.REGISTERED, State.ROUTED}), State.FORWARDED),
    "start": (frozenset({State.ROUTED}), State.IN_PROGRESS),
    "short_answer": (frozenset({State.IN_PROGRESS}), State.IN_PROGRESS),
    "extend": (frozenset({State.IN_PROGRESS}), State.IN_PROGRESS),
    "answer": (frozenset({State.IN_PROGRESS}), State.ANSWERED),
    "close": (OPEN | {State.ANSWERED}, State.CLOSED),
    "withdraw": (OPEN, State.CLOSED),
    "reopen": (frozenset({State.ANSWERED, State.CLOSED}), State.ROUTED),
}


def may_move(state: str, act: str) -> bool:
    """Whether `act` is legal from `state`."""
    return state in TRANSITIONS[act][0]
