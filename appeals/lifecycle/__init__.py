"""Every act on an appeal; transition.py alone writes Appeal.state.

Each function has one shape, in one transaction with the appeal's row locked: check permission →
change → journal → notify. `by` is the member of staff, or None for the citizen who showed number
and secret; `at` is the moment.

PermissionDenied: the act belongs to another office or role. ValidationError: it is not possible in
this state, or a field is wrong; its messages are for the person who asked.
"""

from appeals.lifecycle.anonymise import anonymise
from appeals.lifecycle.answering import PointAnswer, answer, overall_decision, rate
from appeals.lifecycle.closing import (
    close,
    close_proposal,
    confirm_close,
    decline_close,
    propose_close,
    reasons_without_answer,
    reopen,
    withdraw,
)
from appeals.lifecycle.consideration import assign, extend, forward, route, short_answer, start
from appeals.lifecycle.contact import change_contact
from appeals.lifecycle.deletion import ask_deletion, decline_deletion
from appeals.lifecycle.documents import add_document, remove_infected
from appeals.lifecycle.hold import lift_hold, put_on_hold
from appeals.lifecycle.intake import Registration, register
from appeals.lifecycle.reconsideration import ask_again, decline_again
from appeals.lifecycle.secrets import replace_secret
from appeals.lifecycle.term_moves import move_terms
from appeals.lifecycle.transition import record, record_act

__all__ = [
    "PointAnswer",
    "Registration",
    "add_document",
    "anonymise",
    "answer",
    "ask_again",
    "ask_deletion",
    "assign",
    "change_contact",
    "close",
    "close_proposal",
    "confirm_close",
    "decline_close",
    "decline_again",
    "decline_deletion",
    "extend",
    "forward",
    "lift_hold",
    "move_terms",
    "overall_decision",
    "propose_close",
    "put_on_hold",
    "rate",
    "reasons_without_answer",
    "record",
    "record_act",
    "register",
    "remove_infected",
    "reopen",
    "replace_secret",
    "route",
    "short_answer",
    "start",
    "withdraw",
]
