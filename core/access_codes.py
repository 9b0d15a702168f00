"""Secrets that a person can read aloud and type on any keyboard.

Twelve letters of Crockford's alphabet are 60 bits (ASVS 6.5: at least 20, from a CSPRNG). What is
stored is a keyed digest, so that a copy of the database opens nothing.
"""

import hashlib
import hmac
import secrets
import unicodedata

from django.conf import settings
from django.utils.encoding import force_str

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 12, 4
# What people type instead: letters the alphabet leaves out, and Cyrillic that looks the same.
LOOKALIKES = str.maketrans("OIL" + "АВСЕНКМРТХОІҮЅ", "011" + "ABCEHKMPTX01YS")


def new_secret() -> str:
    """A fresh secret such as 7K3D-92MX-QF40."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[n : n + GROUP] for n in range(0, LENGTH, GROUP))


def fold(text: str) -> str:
    """What was meant by what was typed: capitals of the alphabet only, look-alikes mended."""
    typed = unicodedata.normalize("NFKC", text).upper().translate(LOOKALIKES)
    return "".join(letter for letter in typed if letter in ALPHABET)


def server_keys() -> list[str]:
    """The server's key, then those it had before: what they sealed is still believed."""
    return [force_str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def digest(secret: str) -> str:
    """The digest to store for `secret`."""
    return digests(secret)[0]


def digests(secret: str) -> list[str]:
    """What may be stored for `secret`: its digest under the server's key, then under older ones."""
    text = fold(secret).encode()
    made = (hashlib.sha256(b"qabyldau.codes" + key.encode()).digest() for key in server_keys())
    return [hmac.digest(key, text, "sha256").hex() for key in made]


def matches(secret: str, stored: str) -> bool:
    """Whether `secret` is the one behind `stored`; takes the same time either way."""
    return any(hmac.compare_digest(each, stored) for each in digests(secret))
