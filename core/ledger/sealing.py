"""A record as one text that never varies, and its digest under a salt."""

import hashlib
import json
import secrets

SALT_LENGTH = 32  # hexadecimal digits: 128 bits, so that nobody guesses a record from its digest


def new_salt() -> str:
    """Return a random salt."""
    return secrets.token_hex(SALT_LENGTH // 2)


def canonical_text(record: dict) -> str:
    """Return the record as JSON with sorted keys and without spaces."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def seal(record: dict, salt: str) -> str:
    """Return SHA-256 of the salt and the record's text, as hexadecimal digits."""
    return hashlib.sha256((salt + canonical_text(record)).encode()).hexdigest()
