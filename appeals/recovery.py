"""A new secret for a citizen who has lost it, through the phone or e-mail given with the appeal.

request_code() sends a code of one use there; redeem() takes it and makes the new secret. What the
page says never depends on whether number and contact belong together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from appeals import lifecycle, notifications, numbers
from appeals.models import Appeal, RecoveryCode
from core import access_codes, rate_limit
from core.models import Notice
from core.phones import accepts_sms

LIFETIME = timedelta(minutes=30)
MAX_CODES_PER_APPEAL, HOUR = 3, 3600


@dataclass(frozen=True)
class NewSecret:
    """The appeal and the secret that opens it from now on."""

    appeal: Appeal
    secret: str


def request_code(number: str, contact: str, at: datetime) -> None:
    """Send a code to `contact`, a cleaned phone or e-mail, if it was given with that appeal.

    An earlier code of the appeal is replaced. Beyond MAX_CODES_PER_APPEAL in an hour none is sent.
    """
    appeal = Appeal.objects.filter(number=numbers.normalize_number(number)).first()
    code = access_codes.generate_secret()
    digest = access_codes.digest(code)
    target = _own_contact(appeal, contact) if appeal is not None else None
    if appeal is None or target is None:
        return
    if not rate_limit.allow("recovery", appeal.number, MAX_CODES_PER_APPEAL, HOUR):
        return
    with transaction.atomic():
        RecoveryCode.objects.update_or_create(
            appeal=appeal, defaults={"code_hash": digest, "expires_at": at + LIFETIME}
        )
        notifications.send_recovery_code(appeal, code, *target, at=at)


def _own_contact(appeal: Appeal, contact: str) -> tuple[str, str] | None:
    """Return the channel and the stored address of `contact`; None when it is another's.

    The stored address, since two different ones may be equal without regard to case.
    """
    if appeal.email and appeal.email.casefold() == contact.casefold():
        return Notice.Channel.EMAIL, appeal.email
    if appeal.phone == contact and accepts_sms(appeal.phone):
        return Notice.Channel.SMS, appeal.phone
    return None


def redeem(code: str, at: datetime) -> NewSecret | None:
    """Make a new secret for the appeal of `code`; None for a wrong, used or expired one."""
    codes = RecoveryCode.objects.filter(
        code_hash__in=access_codes.candidate_digests(code), expires_at__gt=at
    )
    with transaction.atomic():
        # The appeal is locked first, as by every act: of two senders of one code one finds it.
        rows = Appeal.objects.select_for_update(of=("self",))
        appeal = rows.filter(recovery_code__in=codes).first()
        if appeal is None or not codes.filter(appeal=appeal).exists():
            return None
        secret = access_codes.generate_secret()
        return NewSecret(lifecycle.replace_secret(appeal, secret, at=at), secret)
