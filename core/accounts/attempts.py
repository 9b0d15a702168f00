"""Limits on guessing at every door with a password or a code, by account and by network address."""

import unicodedata
from dataclasses import dataclass
from math import ceil

from django.http import HttpRequest
from django.utils.translation import ngettext

from core import rate_limit

WINDOW = 15 * 60  # seconds


@dataclass(frozen=True)
class AttemptLimits:
    """How many attempts in WINDOW one account has, from all addresses, and one address, at all.

    An office's people share one address.
    """

    name: str
    per_account: int
    per_address: int

    def count(self, request: HttpRequest, account_name: str) -> int:
        """Count an attempt; return 0 when it is allowed, else the seconds to wait."""
        waits = [
            0
            if rate_limit.allow(name, who, limit, WINDOW)
            else rate_limit.seconds_left(name, who) or 60
            for name, who, limit in self._counters(request, account_name)
        ]
        return max(waits)

    def forgive(self, request: HttpRequest, account_name: str) -> None:
        """Forget the account's attempts after the right password, and this one of the address."""
        of_account, of_address = self._counters(request, account_name)
        rate_limit.reset(of_account[0], of_account[1])
        rate_limit.refund(of_address[0], of_address[1])

    def _counters(self, request: HttpRequest, account_name: str) -> list[tuple[str, str, int]]:
        normalized = unicodedata.normalize("NFKC", account_name).strip().casefold()
        return [
            (f"{self.name}.account", normalized, self.per_account),
            (f"{self.name}.address", rate_limit.client_address(request), self.per_address),
        ]


def describe_wait(seconds: int) -> str:
    """Return the sentence that tells how long to wait."""
    minutes = ceil(seconds / 60)
    return ngettext(
        "Too many attempts. Wait %(minutes)d minute and try again.",
        "Too many attempts. Wait %(minutes)d minutes and try again.",
        minutes,
    ) % {"minutes": minutes}
