"""The appeal that a citizen has opened with number and secret, kept open in the session."""

from datetime import datetime

from django.http import HttpRequest

from appeals import access, numbers
from appeals.models import Appeal
from core.unlock import AttemptLimit, SessionUnlock

MAX_WRONG_PER_NUMBER, MAX_WRONG_PER_ADDRESS, HOUR = 10, 30, 3600

OPEN_APPEAL: SessionUnlock[Appeal] = SessionUnlock(
    "opened_appeal",
    Appeal.objects.select_related("office", "body", "topic"),
    AttemptLimit("status", MAX_WRONG_PER_ADDRESS, HOUR),
    AttemptLimit("status-number", MAX_WRONG_PER_NUMBER, HOUR, per_number=True),
)


def open_appeal(request: HttpRequest, number: str, secret: str, at: datetime) -> Appeal | None:
    """Open the appeal, or return None for a wrong pair; an unknown number gives the same.

    Raise TooManyAttemptsError when somebody is guessing.
    """
    return OPEN_APPEAL.attempt(
        request,
        lambda: access.find_by_secret(number, secret),
        at,
        number=numbers.normalize_number(number),
    )
