"""LIKE of SQLite for every alphabet: SQLite's own ignores the case of A to Z only.

Django's icontains, istartswith and iexact are LIKE on SQLite, so with this function the lists of
the admin find Көше by көше, as they do on PostgreSQL.
"""

import re
from functools import lru_cache

from django.db.backends.signals import connection_created


@lru_cache(maxsize=256)
def _compile(pattern: str, escape: str) -> re.Pattern[str]:
    """Return the LIKE pattern (% any text, _ one character) as a regular expression."""
    parts, characters = [], iter(pattern)
    for character in characters:
        if character == escape and escape:
            parts.append(re.escape(next(characters, escape)))
        else:
            parts.append({"%": ".*", "_": "."}.get(character, re.escape(character)))
    return re.compile("".join(parts), re.DOTALL)


def like(pattern: object, text: object, escape: str = "") -> bool | None:
    """Return whether the text is LIKE the pattern, in any case of letters; None for NULL."""
    if pattern is None or text is None:
        return None
    regex = _compile(str(pattern).casefold(), escape)
    return regex.fullmatch(str(text).casefold()) is not None


def replace_like(sender, connection, **kwargs) -> None:
    """Put the function in the place of SQLite's own in a new connection."""
    if connection.vendor != "sqlite":
        return
    for arguments in (2, 3):
        connection.connection.create_function("like", arguments, like, deterministic=True)


def connect() -> None:
    """Replace LIKE in every connection that is opened from now on."""
    connection_created.connect(replace_like, dispatch_uid="core.sqlite_like")
