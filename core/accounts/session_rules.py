"""When a session of staff is over: pure rules apart from the settings, all in seconds.

A session holds when it began and when its owner last asked for something. It ends after
settings.STAFF_SESSION_IDLE without a request, and after settings.STAFF_SESSION_LONGEST in any case.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY

TIMES = "account_times"
SEEN_EVERY = 60  # a request within this time after the last one writes nothing


def start_times(now: float) -> dict[str, float]:
    """Return what a session that begins `now` holds of its times."""
    return {"began": now, "seen": now}


def account_of(data: Mapping[str, Any]) -> str:
    """Return the key of the account that is signed in; empty for a citizen's session."""
    return str(data.get(SESSION_KEY, ""))


def seconds_left(data: Mapping[str, Any], now: float) -> float:
    """Return for how long a session goes on without a request; 0 or less when it is over.

    A session that began under an earlier version has no times: its time begins with its next
    request.
    """
    times = data.get(TIMES)
    if not times:
        return settings.STAFF_SESSION_IDLE
    return min(
        times["seen"] + settings.STAFF_SESSION_IDLE - now,
        times["began"] + settings.STAFF_SESSION_LONGEST - now,
    )


def is_over(data: Mapping[str, Any], now: float) -> bool:
    """Return whether the session of an account is over; a citizen's session never is here."""
    return bool(account_of(data)) and seconds_left(data, now) <= 0


def is_due(data: Mapping[str, Any], now: float) -> bool:
    """Return whether a request at `now` has to be written into the session."""
    times = data.get(TIMES)
    return not times or now - times["seen"] >= SEEN_EVERY
