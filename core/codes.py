"""Secrets that a person can read aloud and type on any keyboard.

Twelve letters of Crockford's alphabet are 60 bits (ASVS 6.5: at least 20, from a CSPRNG). What is
stored is a keyed digest, so that a copy of the database opens nothing.
"""

import hashlib
import hmac
import secrets
import unicodedata

from django.conf import settings

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


def digest(secret: str) -> str:
    """The digest to store for `secret`."""
    key = hashlib.sha256(b"qabyldau.codes" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, fold(secret).encode(), hashlib.sha256).hexdigest()


def matches(secret: str, stored: str) -> bool:
    """Whether `secret` is the one behind `stored`; takes the same time either way."""
    return hmac.compare_digest(digest(secret), stored)
