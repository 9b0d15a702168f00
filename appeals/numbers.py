"""Registration numbers without gaps, and the secret that opens an appeal to its applicant.

TUR-2026-000123: office, year, number. It can be read over the phone and discloses nothing; the
applicant is recognised by the secret.
"""

import hmac
import re
from datetime import datetime

from django.utils import timezone

from appeals.models import NumberSeries
from core import access_codes
from core.lookalikes import CYRILLIC_TO_LATIN_CAPITALS
from core.plain_text import normalize_line
from services.models import Office

TYPED_FOR = str.maketrans(CYRILLIC_TO_LATIN_CAPITALS)
NUMBER = re.compile(r"^([A-Z]{2,6})[^0-9A-Z]*(20\d{2})[^0-9A-Z]*0*(\d{1,6})$")


def next_number(office: Office, at: datetime) -> str:
    """Take the next number under the code of `office` in the year of `at`.

    Call it inside the registering transaction: the row stays locked until the commit, so that a
    number taken is a number used.
    """
    year = timezone.localtime(at).year
    rows = NumberSeries.objects.select_for_update().filter(code=office.code, year=year)
    series = rows.first()
    if series is None:
        NumberSeries.objects.get_or_create(code=office.code, year=year)
        series = rows.get()
    series.last += 1
    series.save(update_fields=["last"])
    return f"{office.code}-{year}-{series.last:06d}"


def normalize_number(text: str) -> str:
    """Return a typed number as it is stored; "" when it cannot be a number.

    Case, spaces, missing zeros and dashes do not matter, nor Cyrillic letters that look Latin.
    """
    match = NUMBER.match(normalize_line(text).upper().translate(TYPED_FOR))
    if not match:
        return ""
    office, year, number = match.groups()
    return f"{office}-{year}-{int(number):06d}"


def _keyed_digests(purpose: str, token: str) -> list[bytes]:
    message = f"{purpose}:{token}".encode()
    return [hmac.digest(key.encode(), message, "sha256") for key in access_codes.secret_keys()]


def token_digests(token: str) -> list[str]:
    """Return the digests that may be stored for a draft's token, today's key first.

    A digest recognises the token and is useless to anybody who reads it.
    """
    return [digest.hex() for digest in _keyed_digests("draft", token)]


def secret_for_draft(token: str | None) -> str:
    """Return the secret of the appeal made from a draft: 60 bits, the same at every sending.

    A citizen who sends again because the connection broke after the commit must see the same
    receipt. The secret is stored nowhere: it is derived from the 192-bit token of the draft.
    Without a token it is random.
    """
    if not token:
        return access_codes.generate_secret()
    number = int.from_bytes(_keyed_digests("secret", token)[0][:8]) >> 4
    return access_codes.encode(number)
