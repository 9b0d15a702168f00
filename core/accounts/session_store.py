"""Django's sessions in the database, where a session of staff ends when its time is over.

Whatever opens a session meets the rule here: the admin, a private page, the panel for editors on a
public page. No query is added.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from core.accounts import session_rules


class SessionStore(db.SessionStore):
    """A session; `ended_account` is the account of one that is over, else empty."""

    ended_account = ""

    def load(self) -> dict[str, Any]:
        """Return the data of the session; none when it is over."""
        data = super().load()
        if session_rules.is_over(data, timezone.now().timestamp()):
            self.ended_account = session_rules.account_of(data)
            return {}
        return data

    def cycle_key(self) -> None:
        """Give the session a new key; the list of sessions follows it."""
        former, account = self.session_key, str(self.get(SESSION_KEY, ""))
        super().cycle_key()
        if former and account:
            rows = apps.get_model("core", "AccountSession")._default_manager
            rows.filter(session_key=former).update(session_key=self.session_key)
