"""Who may see the secret on the receipt of a sent draft.

The receipt's address carries the draft's token: it can be opened again, reloaded and bookmarked,
and it shows the number, the dates and what happens next, nothing about the person. The secret opens
the whole case, so an address alone must never show it: addresses stay in histories and logs.
It is shown only
  * to the browser that sent (it holds a random key in a cookie; we keep the key's hash), and
  * within SECRET_VISIBLE_FOR of sending, so that a reload or a lost connection loses nothing, and
  * until its reader presses «I have written it down»: then it is hidden at once, and
  * while it is the secret in force: a new one may have replaced it.
It is stored nowhere: appeals.numbers derives it again from the token and the server's own key.
Afterwards the page says where to find it: on the print or the PDF, or how to get a new one.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from appeals import numbers
from appeals.models import Appeal
from core import access_codes
from forms.browser_key import get_browser_key, hash_browser_key
from forms.models import Draft
from services.models import Booking

SECRET_VISIBLE_FOR = timedelta(hours=1)


def visible_secret(
    draft: Draft, sent: Appeal | Booking | None, request: HttpRequest, at: datetime
) -> str:
    """Return the secret of what a draft became if this browser may see it now, else ""."""
    key = get_browser_key(request)
    sent_at = draft.data.get("sent_at")
    if sent is None or not (key and sent_at and draft.owner):
        return ""
    if not constant_time_compare(draft.owner, hash_browser_key(key)):
        return ""
    if draft.data.get("hidden") or at - datetime.fromisoformat(sent_at) > SECRET_VISIBLE_FOR:
        return ""
    secret = numbers.secret_for_draft(draft.token)
    return secret if access_codes.matches(secret, sent.secret_hash) else ""


def hide_secret(draft: Draft) -> None:
    """Stop showing the secret: its reader has it on paper."""
    draft.data["hidden"] = True
    draft.save(update_fields=["data"])
