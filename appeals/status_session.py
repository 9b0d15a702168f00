"""The appeal a citizen has opened with number and secret, kept for a short while in the session.

So the secret travels once, in the body of a POST, and never in an address.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest

from appeals import access, numbers
from appeals.models import Appeal
from core.rate_limit import allow, client_address, refund

KEY = "opened_appeal"
STAYS_OPEN = timedelta(minutes=30)
WRONG_FOR_NUMBER, WRONG_FOR_ADDRESS, HOUR = 10, 30, 3600


class TooManyTries(Exception):
    """Somebody is guessing; the true owner may still come from another address."""


def open_with(request: HttpRequest, number: str, secret: str, at: datetime) -> Appeal | None:
    """Open the appeal, or None for a wrong pair; an unknown number says the same.

    TooManyTries after WRONG_FOR_ADDRESS wrong pairs in an hour, or WRONG_FOR_NUMBER at one number
    from one address: a stranger's tries do not lock the owner out. Right pairs are not counted:
    a kiosk or an office is one address for many people.
    """
    who = client_address(request)
    at_number = f"{who}/{numbers.normalize_number(number)}"
    tries = allow("status", who, WRONG_FOR_ADDRESS, HOUR)
    if not (allow("status-number", at_number, WRONG_FOR_NUMBER, HOUR) and tries):
        raise TooManyTries
    appeal = access.find_by_secret(number, secret)
    if appeal is not None:
        refund("status", who)
        refund("status-number", at_number)
        keep_open(request, appeal, at)
    return appeal


def keep_open(request: HttpRequest, appeal: Appeal, at: datetime) -> None:
    """Remember in this browser's session that the appeal is open."""
    request.session[KEY] = {"pk": appeal.pk, "until": (at + STAYS_OPEN).timestamp()}


def opened(request: HttpRequest, at: datetime) -> Appeal | None:
    """The appeal open in this browser, if it still is."""
    kept = request.session.get(KEY)
    if not kept or kept["until"] < at.timestamp():
        request.session.pop(KEY, None)
        return None
    return Appeal.objects.filter(pk=kept["pk"]).select_related("office", "body", "topic").first()


def shut(request: HttpRequest) -> None:
    """Leave the appeal: for a shared computer."""
    request.session.pop(KEY, None)
