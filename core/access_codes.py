"""Codes and secrets that a person can read aloud and type on any keyboard: 7K3D-92MX-QF40.

Twelve letters of Crockford's alphabet are 60 bits (ASVS 6.5: at least 20, from a CSPRNG). Only a
keyed digest is stored, so that a copy of the database opens nothing.
"""

import hashlib
import hmac
import secrets
import unicodedata

from django.conf import settings
from django.utils.encoding import force_str

from core.lookalikes import CYRILLIC_TO_LATIN_CAPITALS

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 12, 4
BITS = 5 * LENGTH
# The alphabet leaves out O, I and L, in any script: they are typed for 0 and 1.
TYPED_FOR = str.maketrans(CYRILLIC_TO_LATIN_CAPITALS) | str.maketrans("OILОІ", "01101")


def generate_secret() -> str:
    """Return a new random secret such as 7K3D-92MX-QF40."""
    return encode(secrets.randbits(BITS))


def encode(number: int) -> str:
    """Return the lowest 60 bits of `number` as XXXX-XXXX-XXXX, the lowest five bits first."""
    letters = "".join(ALPHABET[(number >> (5 * n)) & 31] for n in range(LENGTH))
    return "-".join(letters[n : n + GROUP] for n in range(0, LENGTH, GROUP))


def normalize(text: str) -> str:
    """Return a typed code in capitals of the alphabet: look-alikes replaced, the rest dropped."""
    typed = unicodedata.normalize("NFKC", text).upper().translate(TYPED_FOR)
    return "".join(letter for letter in typed if letter in ALPHABET)


def secret_keys() -> list[str]:
    """Return SECRET_KEY and SECRET_KEY_FALLBACKS: new digests use the first, old ones any."""
    return [force_str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def digest(secret: str) -> str:
    """Return the digest to store for `secret`, 64 hexadecimal digits."""
    return candidate_digests(secret)[0]


def candidate_digests(secret: str) -> list[str]:
    """Return the digests that may be stored for `secret`: under today's key, then older keys."""
    text = normalize(secret).encode()
    keys = (hashlib.sha256(b"qabyldau.codes" + key.encode()).digest() for key in secret_keys())
    return [hmac.digest(key, text, "sha256").hex() for key in keys]


def matches(secret: str, stored: str) -> bool:
    """Return whether `stored` is a digest of `secret`, in constant time."""
    return any(hmac.compare_digest(value, stored) for value in candidate_digests(secret))
