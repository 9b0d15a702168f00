"""Registration numbers without gaps, and the secret that opens an appeal to its writer.

TUR-2026-000123: office, year, number. It is read over the phone in three breaths and gives nothing
away; what proves the writer is the secret.
"""

import hmac
import re
from datetime import datetime

from django.utils import timezone

from appeals.models import NumberSeries
from core import access_codes
from core.lookalikes import CYRILLIC_TO_LATIN_CAPITALS
from services.models import Office

LOOK_ALIKES = str.maketrans(CYRILLIC_TO_LATIN_CAPITALS)
NUMBER = re.compile(r"^([A-Z]{2,6})[^0-9A-Z]*(\d{4})[^0-9A-Z]*0*(\d{1,6})$")


def next_number(office: Office, at: datetime) -> str:
    """The next number under the code of `office` in the year of `at`.

    Call inside the registering transaction: the row stays locked until the commit, so that a
    number given is a number used.
    """
    year = timezone.localtime(at).year
    NumberSeries.objects.get_or_create(code=office.code, year=year)
    series = NumberSeries.objects.select_for_update().get(code=office.code, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{office.code}-{year}-{series.last:06d}"


def normalize_number(text: str) -> str:
    """A number as a citizen types it → as it is stored; "" when it cannot be one.

    Forgives case, spaces, missing zeros and dashes, and Cyrillic letters that look Latin.
    """
    match = NUMBER.match(text.strip().upper().translate(LOOK_ALIKES))
    if not match:
        return ""
    office, year, number = match.groups()
    return f"{office}-{year}-{int(number):06d}"


def _keyed(purpose: str, token: str) -> list[bytes]:
    message = f"{purpose}:{token}".encode()
    return [hmac.digest(key.encode(), message, "sha256") for key in access_codes.secret_keys()]


def token_digests(token: str) -> list[str]:
    """What is kept of a draft's token, enough to know it again and useless to anyone else: under
    the server's key, then under those it had before."""
    return [mark.hex() for mark in _keyed("draft", token)]


def secret_for_draft(token: str | None) -> str:
    """The secret of the appeal made from a draft: 60 bits, the same at every repeated send.

    A citizen whose line broke after the commit sends again and must see the same receipt; the
    secret itself is stored nowhere, so it is made again from the draft's own 192-bit token.
    """
    if not token:
        return access_codes.generate_secret()
    number = int.from_bytes(_keyed("secret", token)[0][:8]) >> 4
    return access_codes.encode(number)
