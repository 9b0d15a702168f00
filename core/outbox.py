"""The outbox of e-mails and text messages.

A message is a row written in the transaction of the change that it reports, and is sent later by
the job `deliver`. So no message reports a change that was rolled back, and no change loses its
message.
"""

import base64
import json
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from urllib.parse import unquote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet

from core.models import Notice

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 48  # after 5 minutes, 10, 20 and so on up to every 12 hours: three weeks
BATCH_SIZE = 200
# Errors of the channel and not of one address: while they last nothing at all is sent.
CONNECTION_ERRORS = frozenset(
    [
        "ConnectionRefusedError",
        "ConnectionResetError",
        "ConnectionAbortedError",
        "BrokenPipeError",
        "RemoteDisconnected",
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
CLAIM_TIMEOUT = timedelta(minutes=10)  # longer than any channel takes to answer


@dataclass(frozen=True)
class SendResult:
    """How many messages of one batch were sent, and how many will be tried again."""

    sent: int
    failed: int


def enqueue(
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
    """Write a message to the outbox, once per `key`, inside the caller's transaction."""
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
    # One statement instead of four; an existing message with this key is left unchanged.
    Notice.objects.bulk_create(
        [notice], update_conflicts=True, unique_fields=["key"], update_fields=["key"]
    )
    return notice


def send_due(
    at: datetime, limit: int = BATCH_SIZE, clock: Callable[[], datetime] | None = None
) -> SendResult:
    """Send up to `limit` messages due at `at`; the delay before a retry grows with each failure.

    A message is claimed first, by moving its next attempt ahead by CLAIM_TIMEOUT, and sent outside
    any transaction: a slow mail server blocks no writer of the database, and a message whose
    process died is tried again after CLAIM_TIMEOUT. `clock` is read at every claim, since a batch
    may last longer than CLAIM_TIMEOUT; without it every claim happens at `at`.
    """
    sent = failed = 0
    unreached = set()  # channels whose server does not answer: each message would wait for it again
    due = Notice.objects.filter(delivery=Notice.Delivery.QUEUED, not_before__lte=at)
    for notice in list(due.order_by("not_before")[:limit]):
        if notice.channel in unreached:
            continue
        now = clock() if clock else at
        claimed = due.filter(pk=notice.pk, attempts=notice.attempts).update(
            attempts=notice.attempts + 1, not_before=now + CLAIM_TIMEOUT
        )
        if not claimed:
            continue  # another process has it
        notice.attempts += 1
        if _send_claimed(notice, now):
            sent += 1
        else:
            failed += 1
            if notice.error in CONNECTION_ERRORS:
                unreached.add(notice.channel)
    return SendResult(sent, failed)


def retry(notice: Notice, at: datetime) -> bool:
    """Queue a message that was given up, with all attempts anew; return False for any other."""
    return bool(
        Notice.objects.filter(pk=notice.pk, delivery=Notice.Delivery.FAILED).update(
            delivery=Notice.Delivery.QUEUED, attempts=0, not_before=at, error=""
        )
    )


def given_up(about: Collection[str]) -> QuerySet[Notice]:
    """Return the messages about these appeals or bookings that will not be tried again."""
    return Notice.objects.filter(delivery=Notice.Delivery.FAILED, about__in=about)


def delete_letters(about: Collection[str]) -> None:
    """Delete all messages about these appeals or bookings, sent or not."""
    Notice.objects.filter(about__in=about).delete()


def is_permanent(error: Exception) -> bool:
    """Return whether the mail server has said that the address will never take a message (5xx)."""
    return isinstance(error, SMTPRecipientsRefused) and all(
        code >= 500 for code, _text in error.recipients.values()
    )


def _send_claimed(notice: Notice, at: datetime) -> bool:
    try:
        CHANNELS[Notice.Channel(notice.channel)](notice)
    except Exception as error:  # each channel raises errors of its own; the message stays queued
        log.warning("letter %s not sent: %s", notice.pk, type(error).__name__)
        notice.error = type(error).__name__
        notice.not_before = at + timedelta(minutes=min(5 * 2 ** (notice.attempts - 1), 720))
        if notice.attempts >= MAX_ATTEMPTS or is_permanent(error):
            notice.delivery = Notice.Delivery.FAILED
        notice.save()
        return False
    notice.delivery, notice.sent_at, notice.error = Notice.Delivery.SENT, at, ""
    notice.save()
    return True


def _send_email(notice: Notice) -> None:
    EmailMessage(
        notice.subject,
        notice.body,
        settings.DEFAULT_FROM_EMAIL,
        [notice.to],
        headers={"Auto-Submitted": "auto-generated"},  # RFC 3834: no "on leave" reply to it
    ).send()


def _send_sms(notice: Notice) -> None:
    """Post the message to the SMS gateway as JSON; without SMS_URL append it to a local file."""
    if not settings.SMS_URL:
        settings.OUTBOX_DIR.mkdir(parents=True, exist_ok=True)
        with open(settings.OUTBOX_DIR / "sms.txt", "a", encoding="utf-8") as file:
            file.write(f"{notice.to}\t{notice.body}\n")
        return
    payload = json.dumps({"to": notice.to, "text": notice.body, "id": notice.key}).encode()
    parts = urlsplit(settings.SMS_URL)
    credentials, _at, host = parts.netloc.rpartition("@")
    request = Request(  # noqa: S310 - the operator chose the address
        parts._replace(netloc=host).geturl(), payload, {"Content-Type": "application/json"}
    )
    if credentials:
        basic = base64.b64encode(unquote(credentials).encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {basic}")
    with build_opener(NoRedirectHandler).open(request, timeout=20):
        return  # any status but success raises


class NoRedirectHandler(HTTPRedirectHandler):
    """Treat a redirect of the SMS gateway as a failure.

    urllib follows a redirect of a POST with a GET, which sends no message and may answer 200.
    """

    def redirect_request(self, *args) -> None:
        """Follow no redirect: urllib then raises HTTPError."""


CHANNELS = {Notice.Channel.EMAIL: _send_email, Notice.Channel.SMS: _send_sms}
