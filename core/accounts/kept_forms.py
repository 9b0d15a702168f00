"""A form that was sent after the session had ended is kept until its sender signs in again.

The values stay on the server, in the session that the browser has from then on, for an hour. Only
the account whose session had ended gets them back; files, passwords and codes are not kept.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

LIFETIME = timedelta(hours=1)
MAX_CHARACTERS = 1_000_000
SESSION_KEY = "kept_form"
NEVER_KEPT = re.compile(r"csrfmiddlewaretoken|password|secret|token|otp", re.IGNORECASE)


@dataclass(frozen=True)
class KeptForm:
    """A form that waits: its address, its fields in order, how many files it had."""

    path: str
    fields: list[tuple[str, str]]
    files: int


def keep(request: HttpRequest, account: str, at: datetime) -> bool:
    """Keep what the request sent for `account`; return False for a form that is too large."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not NEVER_KEPT.search(name)
    ]
    if sum(len(name) + len(value) for name, value in fields) > MAX_CHARACTERS:
        return False
    request.session[SESSION_KEY] = {
        "account": account,
        "path": request.get_full_path(),
        "fields": fields,
        "files": sum(len(files) for _name, files in request.FILES.lists()),
        "until": (at + LIFETIME).timestamp(),
    }
    return True


def find(request: HttpRequest, at: datetime) -> KeptForm | None:
    """Return the form that waits for the account signed in; None when there is none any more."""
    entry = request.session.get(SESSION_KEY)
    if not entry:
        return None
    if entry["account"] != str(request.user.pk) or entry["until"] < at.timestamp():
        discard(request)
        return None
    fields = [(name, value) for name, value in entry["fields"]]
    return KeptForm(entry["path"], fields, entry["files"])


def discard(request: HttpRequest) -> None:
    """Forget the form that waits."""
    request.session.pop(SESSION_KEY, None)


def discard_sent(request: HttpRequest) -> None:
    """Forget the form when this request has sent it."""
    entry = request.session.get(SESSION_KEY)
    if entry and request.method == "POST" and entry["path"] == request.get_full_path():
        discard(request)


def discard_foreign(request: HttpRequest, user) -> None:
    """Forget the form of another account than `user`, who has just signed in."""
    entry = request.session.get(SESSION_KEY)
    if entry and entry["account"] != str(user.pk):
        discard(request)
