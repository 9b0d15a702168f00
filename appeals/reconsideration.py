"""Whether reconsideration of an appeal may be asked for, is pending or was declined.

Asked for once after each answer, or after the appeal was closed without one; never after its
withdrawal. A head decides: lifecycle/reconsideration.py.
"""

from datetime import datetime

from django.db.models import Q

from appeals.models import Appeal
from appeals.states import Act, CloseReason, is_allowed

MAX_LENGTH = 2_000  # characters of the applicant's reasons
PENDING = Q(asked_again_at__isnull=False, asked_again_decided_at=None)


def is_pending(appeal: Appeal) -> bool:
    """Return whether a request waits for the decision of a head."""
    return appeal.asked_again_at is not None and appeal.asked_again_decided_at is None


def has_outcome(appeal: Appeal) -> bool:
    """Return whether the appeal has an outcome that the applicant can disagree with."""
    return is_allowed(appeal.state, Act.ASK_AGAIN) and appeal.close_reason != CloseReason.WITHDRAWN


def may_be_asked(appeal: Appeal) -> bool:
    """Return whether the applicant may ask now."""
    return has_outcome(appeal) and not _asked_since_outcome(appeal)


def is_declined(appeal: Appeal) -> bool:
    """Return whether the request about the latest outcome was declined."""
    return has_outcome(appeal) and _asked_since_outcome(appeal) and not is_pending(appeal)


def _asked_since_outcome(appeal: Appeal) -> bool:
    outcome_at: datetime | None = appeal.answered_at or appeal.closed_at
    asked_at = appeal.asked_again_at
    return asked_at is not None and (outcome_at is None or asked_at >= outcome_at)
