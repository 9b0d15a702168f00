"""The secret that was just made at the desk: on the screen, and on one receipt to print.

The session of the member of staff keeps what the secret is derived from, never the secret; it is
forgotten with the first receipt that shows it.
"""

from django.http import HttpRequest

from appeals import numbers
from appeals.models import Appeal
from appeals.secret_code import in_force

KEY = "desk_secret"


def remember(request: HttpRequest, appeal: Appeal, token: str) -> None:
    """Let the next receipt of `appeal` in this session show the secret derived from `token`."""
    request.session[KEY] = {"appeal": appeal.pk, "token": token}


def take(request: HttpRequest, appeal: Appeal) -> str:
    """Return the secret of `appeal` once; "" afterwards, or when another one is in force."""
    entry = request.session.get(KEY) or {}
    if entry.get("appeal") != appeal.pk:
        return ""
    del request.session[KEY]
    return in_force(appeal, numbers.secret_for_draft(entry["token"]))
