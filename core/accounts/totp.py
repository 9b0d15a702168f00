"""Codes of an authenticator app (TOTP, RFC 6238) as second factor.

The key of an app lies encrypted in django-otp's table: a copy of the database makes no codes.
"""

import secrets
from base64 import b32encode, b64decode, b64encode
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote, urlencode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.access_codes import secret_keys

KEY_BYTES, NONCE_BYTES = 20, 12
STEP, DIGITS, TOLERANCE = 30, 6, 1  # seconds, digits, steps before and after


def new_sealed_key() -> str:
    """Return a new random key, encrypted."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = _cipher(secret_keys()[0]).encrypt(nonce, secrets.token_bytes(KEY_BYTES), None)
    return b64encode(nonce + sealed).decode()


def open_key(sealed: str) -> bytes | None:
    """Return the key itself; None when SECRET_KEY and its fallbacks do not open it."""
    data = b64decode(sealed)
    for secret in secret_keys():
        try:
            return _cipher(secret).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], None)
        except InvalidTag:
            continue
    return None


def _cipher(secret: str) -> AESGCM:
    return AESGCM(sha256(b"qabyldau.totp" + secret.encode()).digest())


def typed_key(key: bytes) -> str:
    """Return the key as a person types it into the app: groups of four letters."""
    text = b32encode(key).decode()
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def app_url(key: bytes, username: str) -> str:
    """Return what the QR code holds (Key URI Format of authenticator apps)."""
    issuer = settings.WAGTAIL_SITE_NAME.replace(":", "")
    words = {"secret": b32encode(key).decode(), "issuer": issuer}
    return f"otpauth://totp/{quote(f'{issuer}:{username}')}?{urlencode(words, quote_via=quote)}"


def matching_step(key: bytes, code: str, at: datetime, after: int = -1) -> int | None:
    """Return the time step to which `code` belongs, later than `after`; None for a wrong code."""
    if not (len(code) == DIGITS and code.isascii() and code.isdigit()):
        return None
    totp = TOTP(key, STEP, 0, DIGITS)
    totp.time = at.timestamp()
    return totp.t() if totp.verify(int(code), TOLERANCE, after + 1) else None


def add(user, name: str, sealed: str, step: int) -> TOTPDevice:
    """Add an app whose code of `step` has shown that it has the key."""
    return TOTPDevice.objects.create(user=user, name=name, key=sealed, last_t=step)


def verify(user, code: str, at: datetime) -> bool:
    """Return whether `code` is one of the user's apps and was not used yet; it is used up then."""
    with transaction.atomic():
        for device in TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True):
            key = open_key(device.key)
            step = key and matching_step(key, code, at, after=device.last_t)
            if step:
                device.last_t, device.last_used_at = step, at
                device.save(update_fields=["last_t", "last_used_at"])
                return True
    return False
