"""Number and secret open one row, which then stays open in the session for half an hour.

So the secret travels once, in the body of a POST, and neither stands in an address.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from core.rate_limit import allow, client_address, refund

LIFETIME = timedelta(minutes=30)
Row = TypeVar("Row", bound=Model)


class TooManyAttemptsError(Exception):
    """Too many wrong pairs came from this address; the owner may still come from another one."""


@dataclass(frozen=True)
class AttemptLimit:
    """At most `attempts` wrong pairs in `seconds` from one address, or there at one number."""

    name: str
    attempts: int
    seconds: int
    per_number: bool = False


def secret_mark(row: Any) -> str:
    """Return a mark of the secret that opens the row now: the beginning of its stored digest."""
    return row.secret_hash[:16]


def session_entry(row: Model, until: datetime) -> dict[str, Any]:
    """Return what a session holds of a row that is open in it."""
    return {"pk": row.pk, "until": until.timestamp(), "secret": secret_mark(row)}


class SessionUnlock(Generic[Row]):
    """What one kind of number and secret opens: its rows, its key in the session, its limits."""

    def __init__(self, key: str, rows: QuerySet[Row], *limits: AttemptLimit):
        self.key, self.rows, self.limits = key, rows, limits

    def attempt(
        self, request: HttpRequest, find: Callable[[], Row | None], at: datetime, number: str = ""
    ) -> Row | None:
        """Open the row that `find` returns, or return None for a wrong pair.

        Raise TooManyAttemptsError beyond a limit. Right pairs are not counted: a kiosk or an office
        is one address for many people. A limit per number needs the normalized `number`; it keeps
        a stranger's attempts from locking out the owner, who has another address.
        """
        address = client_address(request)
        counters = [
            (limit, f"{address}/{number}" if limit.per_number else address) for limit in self.limits
        ]
        allowed = [allow(limit.name, who, limit.attempts, limit.seconds) for limit, who in counters]
        if not all(allowed):
            raise TooManyAttemptsError
        row = find()
        if row is not None:
            for limit, who in counters:
                refund(limit.name, who)
            self.remember(request, row, at)
        return row

    def remember(self, request: HttpRequest, row: Row, at: datetime) -> None:
        """Keep the row open in this browser's session, until its secret is replaced."""
        request.session[self.key] = session_entry(row, at + LIFETIME)

    def current(self, request: HttpRequest, at: datetime) -> Row | None:
        """Return the row open in this browser at `at`, or None."""
        entry = request.session.get(self.key)
        if not entry or entry["until"] < at.timestamp():
            request.session.pop(self.key, None)
            return None
        row = self.rows.filter(pk=entry["pk"]).first()
        if row is None or not constant_time_compare(entry.get("secret", ""), secret_mark(row)):
            return None
        return row

    def forget(self, request: HttpRequest) -> None:
        """Close the row, for the next person at a shared computer."""
        request.session.pop(self.key, None)
