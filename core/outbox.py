"""The outbox: a letter is written in the deed's own transaction and sent afterwards until it is.

So a letter never tells of a deed that was rolled back, and a deed never loses its letter.
"""

import base64
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage

from core.models import Notice

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 48  # after 5 minutes, 10, 20 and so on up to every 12 hours: three weeks
BATCH = 200
# Errors that no address is to blame for: nothing at all leaves while they last.
UNREACHED = frozenset(
    [
        "ConnectionRefusedError",
        "ConnectionResetError",
        "TimeoutError",
        "OSError",
        "gaierror",
        "URLError",
        "SSLError",
        "SSLCertVerificationError",
        "SMTPConnectError",
        "SMTPServerDisconnected",
        "SMTPHeloError",
        "SMTPAuthenticationError",
        "SMTPSenderRefused",
    ]
)
HELD = timedelta(minutes=10)  # longer than any channel takes to answer


@dataclass(frozen=True)
class Delivered:
    sent: int
    failed: int


def write(
    *,
    to: str,
    language: str,
    subject: str,
    body: str,
    about: str,
    key: str,
    at: datetime,
    channel: str = Notice.Channel.EMAIL,
) -> Notice:
    """Put a letter in the outbox, once per `key`; call it inside the deed's transaction."""
    notice = Notice(
        key=key,
        channel=channel,
        to=to,
        language=language,
        subject=" ".join(subject.split())[:200],
        body=body,
        about=about,
        not_before=at,
        created_at=at,
    )
    # One statement for what would be four; a letter with this key stays as it is.
    Notice.objects.bulk_create(
        [notice], update_conflicts=True, unique_fields=["key"], update_fields=["key"]
    )
    return notice


def deliver(
    at: datetime, most: int = BATCH, clock: Callable[[], datetime] | None = None
) -> Delivered:
    """Send the letters due at `at`; each failure waits longer before the next try.

    A letter is claimed first, by moving its next try ahead, and sent outside any transaction: a
    slow mail server holds up nobody who writes to the database. A process that dies in between
    leaves a letter that is tried again after HELD. `clock` is asked at every claim, since a
    batch may last longer than HELD; without it all happens at `at`.
    """
    sent = failed = 0
    due = Notice.objects.filter(delivery=Notice.Delivery.QUEUED, not_before__lte=at)
    for notice in list(due.order_by("not_before")[:most]):
        now = clock() if clock else at
        claimed = due.filter(pk=notice.pk, attempts=notice.attempts).update(
            attempts=notice.attempts + 1, not_before=now + HELD
        )
        if not claimed:
            continue  # another process has it
        notice.attempts += 1
        if _try(notice, now):
            sent += 1
        else:
            failed += 1
    return Delivered(sent, failed)


def _try(notice: Notice, at: datetime) -> bool:
    try:
        CHANNELS[Notice.Channel(notice.channel)](notice)
    except Exception as error:  # any channel may fail in its own way; the letter stays
        log.warning("letter %s not sent: %s", notice.pk, type(error).__name__)
        notice.error = type(error).__name__
        notice.not_before = at + timedelta(minutes=min(5 * 2 ** (notice.attempts - 1), 720))
        if notice.attempts >= MOST_ATTEMPTS:
            notice.delivery = Notice.Delivery.FAILED
        notice.save()
        return False
    notice.delivery, notice.sent_at, notice.error = Notice.Delivery.SENT, at, ""
    notice.save()
    return True


def _by_email(notice: Notice) -> None:
    EmailMessage(notice.subject, notice.body, settings.DEFAULT_FROM_EMAIL, [notice.to]).send()


def _by_sms(notice: Notice) -> None:
    """Hand the text to the operator's gateway as JSON, or to the log's twin when there is none."""
    if not settings.SMS_URL:
        settings.OUTBOX_DIR.mkdir(parents=True, exist_ok=True)
        with open(settings.OUTBOX_DIR / "sms.txt", "a", encoding="utf-8") as file:
            file.write(f"{notice.to}\t{notice.body}\n")
        return
    words = json.dumps({"to": notice.to, "text": notice.body, "id": notice.key}).encode()
    parts = urlsplit(settings.SMS_URL)
    who, _at, host = parts.netloc.rpartition("@")
    request = Request(  # noqa: S310 - the operator chose the address
        parts._replace(netloc=host).geturl(), words, {"Content-Type": "application/json"}
    )
    if who:
        basic = base64.b64encode(unquote(who).encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {basic}")
    with build_opener(Unled).open(request, timeout=20):
        return  # whatever is no success was raised


class Unled(HTTPRedirectHandler):
    """Led elsewhere, a text would be asked for there and not sent, and its answer taken for one."""

    def redirect_request(self, *args) -> None:
        """Follow nothing: the answer counts as a failure."""


CHANNELS = {Notice.Channel.EMAIL: _by_email, Notice.Channel.SMS: _by_sms}
