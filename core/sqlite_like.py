"""LIKE of SQLite for every alphabet: SQLite's own ignores the case of A to Z only.

Django's icontains, istartswith and iexact are LIKE on SQLite, so with this function the lists of
the admin find Көше by көше, as they do on PostgreSQL.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from django.db.backends.signals import connection_created

WILDCARDS = {"%": ".*", "_": "."}


@lru_cache(maxsize=256)
def _matcher(pattern: str, escape: str) -> Callable[[str], object]:
    """Return a test of casefolded texts for the LIKE pattern (% any text, _ one character)."""
    parts: list[tuple[str, bool]] = []  # a character, and whether it is a wildcard
    characters = iter(pattern.casefold())
    for character in characters:
        if character == escape and escape:
            parts.append((next(characters, escape), False))
        else:
            parts.append((character, character in WILDCARDS))
    text = "".join(character for character, _wild in parts)
    inner = [wild for _character, wild in parts[1:-1]]
    if len(text) > 1 and text[0] == text[-1] == "%" and parts[-1][1] and not any(inner):
        literal = text[1:-1]
        return lambda value: literal in value  # what lists ask of every row: no pattern is needed
    expression = "".join(WILDCARDS[part] if wild else re.escape(part) for part, wild in parts)
    return re.compile(expression, re.DOTALL).fullmatch


def like(pattern: object, text: object, escape: str = "") -> bool | None:
    """Return whether the text is LIKE the pattern, in any case of letters; None for NULL."""
    if pattern is None or text is None:
        return None
    return bool(_matcher(str(pattern), escape)(str(text).casefold()))


def replace_like(sender, connection, **kwargs) -> None:
    """Put the function in the place of SQLite's own in a new connection."""
    if connection.vendor != "sqlite":
        return
    for arguments in (2, 3):
        connection.connection.create_function("like", arguments, like, deterministic=True)


def connect() -> None:
    """Replace LIKE in every connection that is opened from now on."""
    connection_created.connect(replace_like, dispatch_uid="core.sqlite_like")
