"""The sessions of an account: begun at sign-in, renewed by requests, listed and ended."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from core.accounts import session_rules
from core.accounts.browsers import describe_browser
from core.accounts.models import AccountSession
from core.rate_limit import client_address

# Asked for by the pages themselves while nobody is there.
BACKGROUND_VIEWS = frozenset(
    {
        "account_session_left",
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
    }
)


def is_background(request: HttpRequest) -> bool:
    """Return whether the page asks by itself, without anybody doing anything."""
    match = request.resolver_match
    return match is not None and match.view_name in BACKGROUND_VIEWS


def begin(request: HttpRequest, user, at: datetime) -> None:
    """Begin the times of a session at sign-in, and write it into the account's list."""
    session = request.session
    session[session_rules.TIMES] = session_rules.start_times(at.timestamp())
    if session.session_key is None:
        session.create()
    AccountSession.objects.update_or_create(
        session_key=session.session_key,
        defaults={
            "user": user,
            "began_at": at,
            "seen_at": at,
            "browser": describe_browser(request.META.get("HTTP_USER_AGENT", "")),
            "address": client_address(request)[:64],
        },
    )


def renew(request: HttpRequest, at: datetime) -> None:
    """Write down that the account's owner has just done something, once a minute."""
    session = request.session
    if not session_rules.is_due(session, at.timestamp()):
        return
    if session_rules.TIMES not in session:  # begun under an earlier version
        begin(request, request.user, at)
        return
    session[session_rules.TIMES] = {
        **session[session_rules.TIMES],
        "seen": at.timestamp(),
    }
    AccountSession.objects.filter(session_key=session.session_key).update(seen_at=at)


def live_sessions(user, at: datetime) -> list[AccountSession]:
    """Return the sessions in which `user` is signed in at `at`, the latest first.

    A session from before the last change of the password opens nothing and is left out.
    """
    rows = {row.session_key: row for row in AccountSession.objects.filter(user=user)}
    stored = Session.objects.filter(session_key__in=rows, expire_date__gt=at)
    live = set()
    for session in stored:
        data = session.get_decoded()
        if (
            session_rules.account_of(data) == str(user.pk)
            and not session_rules.is_over(data, at.timestamp())
            and constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
        ):
            live.add(session.session_key)
    return [row for key, row in rows.items() if key in live]


def end(user, keys: Collection[str]) -> int:
    """End these sessions of `user` at once; return how many there were."""
    rows = AccountSession.objects.filter(user=user, session_key__in=keys)
    with transaction.atomic():
        mine = list(rows.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=mine).delete()
        rows.delete()
    return len(mine)


def end_all(user, except_key: str = "") -> int:
    """End every session of `user`, but the one with `except_key`; return how many there were."""
    rows = AccountSession.objects.filter(user=user).exclude(session_key=except_key)
    return end(user, list(rows.values_list("session_key", flat=True)))


def forget_ended(user, at: datetime) -> None:
    """Delete the rows of sessions that can no longer be alive."""
    live = Session.objects.filter(expire_date__gt=at).values("session_key")
    AccountSession.objects.filter(user=user).exclude(session_key__in=live).delete()
