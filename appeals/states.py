"""States of an appeal and the acts allowed in each; only lifecycle/ changes the state."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """The state of an appeal."""

    REGISTERED = "registered", _("Registered")
    ROUTED = "routed", _("With an executor")
    IN_PROGRESS = "in_progress", _("Being considered")
    ANSWERED = "answered", _("Answered")
    FORWARDED = "forwarded", _("Forwarded by competence")
    CLOSED = "closed", _("Closed")


class Act(TextChoices):
    """Every act that the journal records."""

    REGISTER = "register", _("Received and registered")
    ROUTE = "route", _("Given to an office")
    ASSIGN = "assign", _("Given to an executor")
    START = "start", _("Consideration begun")
    SHORT_ANSWER = "short_answer", _("Short answer given")
    EXTEND = "extend", _("Term extended")
    ANSWER = "answer", _("Answered")
    MOVE_TERM = "move_term", _("Term moved with the working calendar")
    FORWARD = "forward", _("Forwarded by competence")
    PROPOSE_CLOSE = "propose_close", _("Closing without an answer proposed")
    CONFIRM_CLOSE = "confirm_close", _("Closed without an answer")
    DECLINE_CLOSE = "decline_close", _("Closing without an answer declined")
    CLOSE = "close", _("Closed")
    WITHDRAW = "withdraw", _("Withdrawn by the applicant")
    ASK_AGAIN = "ask_again", _("Reconsideration asked for")
    DECLINE_AGAIN = "decline_again", _("Reconsideration declined")
    REOPEN = "reopen", _("Opened again")
    ADD_DOCUMENT = "add_document", _("Document added")
    CHANGE_CONTACT = "change_contact", _("Phone or e-mail changed")
    REMOVE_FILE = "remove_file", _("A file with a virus removed")
    RATE = "rate", _("Answer rated")
    REPLACE_SECRET = "replace_secret", _("Secret replaced")
    PREPARE = "prepare", _("Public answer prepared")
    EXCUSE = "excuse", _("Marked words left in the public answer, with a reason")
    PUBLISH = "publish", _("Answer published")
    RETURN = "return", _("Public answer returned for correction")
    UNPUBLISH = "unpublish", _("Answer withdrawn from publication")
    WITHDRAW_CONSENT = "withdraw_consent", _("Consent to publication withdrawn")
    ASK_DELETION = "ask_deletion", _("Deletion of personal data asked for")
    DECLINE_DELETION = "decline_deletion", _("Deletion of personal data declined")
    HOLD = "hold", _("Put on hold")
    LIFT_HOLD = "lift_hold", _("Hold lifted")
    ANONYMISE = "anonymise", _("Anonymised")


class CloseReason(TextChoices):
    """Why an appeal was closed: after an answer, by the applicant, or without an answer."""

    DONE = "done", _("The answer was given and the matter is finished")
    WITHDRAWN = "withdrawn", _("The applicant withdrew the appeal")
    NO_SUBSTANCE = "no_substance", _("Left without consideration: the matter is not stated")
    ANONYMOUS = "anonymous", _("Left without consideration: nobody signed it")
    REPEATED = "repeated", _("The same appeal was answered before")
    MISTAKE = "mistake", _("Registered by mistake")


# A member of staff proposes these and a head confirms them; the applicant withdraws at once.
WITHOUT_ANSWER = (
    CloseReason.NO_SUBSTANCE, CloseReason.ANONYMOUS, CloseReason.REPEATED, CloseReason.MISTAKE,
    CloseReason.WITHDRAWN,
)  # fmt: skip

NOT_BEGUN = frozenset({State.REGISTERED, State.ROUTED})
OPEN = frozenset({State.REGISTERED, State.ROUTED, State.IN_PROGRESS})
ENDED = frozenset(State) - OPEN
# An answered appeal is never overdue; an open one past its due date is.
OVERDUE_COUNTED = OPEN

# act → (states it may start from, state it leads to; None: the state stays)
TRANSITIONS: dict[str, tuple[frozenset[State], State | None]] = {
    Act.ROUTE: (OPEN, State.ROUTED),
    Act.FORWARD: (OPEN, State.FORWARDED),
    Act.ASSIGN: (frozenset({State.ROUTED, State.IN_PROGRESS}), None),
    Act.START: (frozenset({State.ROUTED}), State.IN_PROGRESS),
    Act.SHORT_ANSWER: (frozenset({State.IN_PROGRESS}), None),
    Act.EXTEND: (frozenset({State.IN_PROGRESS}), None),
    Act.ANSWER: (frozenset({State.IN_PROGRESS}), State.ANSWERED),
    Act.PROPOSE_CLOSE: (OPEN, None),
    Act.CONFIRM_CLOSE: (OPEN, State.CLOSED),
    Act.DECLINE_CLOSE: (OPEN, None),
    Act.CLOSE: (frozenset({State.ANSWERED}), State.CLOSED),
    Act.WITHDRAW: (OPEN, State.CLOSED),
    # A request for reconsideration is an event, not a state: lifecycle/reconsideration.py.
    Act.ASK_AGAIN: (frozenset({State.ANSWERED, State.CLOSED}), None),
    Act.DECLINE_AGAIN: (frozenset({State.ANSWERED, State.CLOSED}), None),
    Act.REOPEN: (frozenset({State.ANSWERED, State.CLOSED}), State.ROUTED),
    Act.ADD_DOCUMENT: (OPEN, None),
    Act.CHANGE_CONTACT: (frozenset(State), None),
    Act.RATE: (frozenset({State.ANSWERED, State.CLOSED}), None),
    Act.REPLACE_SECRET: (frozenset(State), None),
    Act.ASK_DELETION: (ENDED, None),
    Act.DECLINE_DELETION: (ENDED, None),
    Act.HOLD: (frozenset(State), None),
    Act.LIFT_HOLD: (frozenset(State), None),
    Act.ANONYMISE: (ENDED, None),
}

# What is decided otherwise, or goes to another office, is no longer proposed for closing.
ENDS_CLOSE_PROPOSAL = frozenset({
    Act.ROUTE, Act.FORWARD, Act.ANSWER, Act.WITHDRAW, Act.CONFIRM_CLOSE, Act.DECLINE_CLOSE
})  # fmt: skip


def is_allowed(state: str, act: str) -> bool:
    """Return whether `act` is allowed in `state`; an act that the table lacks is not."""
    return act in TRANSITIONS and state in TRANSITIONS[act][0]


def next_state(state: str, act: str) -> State:
    """Return the state that `act` leads to from `state`, where is_allowed() holds."""
    return TRANSITIONS[act][1] or State(state)
