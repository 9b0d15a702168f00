"""Read settings from the environment, and say plainly which one is wrong."""

import os
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable's value without surrounding spaces, or `default`."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """True for 1/true/yes/on, False for 0/false/no/off; anything else is refused by name."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int = 0) -> int:
    """A whole number from nought up; anything else is refused by name."""
    value = text(name) or str(default)
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, empty items dropped."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def folder(name: str, default: Path) -> Path:
    """A folder's path."""
    return Path(text(name) or default)


def address(name: str, *schemes: str) -> SplitResult:
    """The parts of a URL such as smtp+tls://user:password@host:587 with one of the `schemes`."""
    try:
        parts = urlsplit(text(name))
        # Asking for a port that is no number raises.
        if parts.scheme in schemes and parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass  # the sentence is the same
    known = " or ".join(f"{scheme}://" for scheme in schemes)
    raise ImproperlyConfigured(
        f"{name} must begin with {known} and name a host, like {schemes[0]}://user:password@host; "
        "in a password / is written %2F, @ is %40."
    )


def servers(name: str) -> bool:
    """Whether the value names web servers that can be asked: a scheme, a host and a port each."""
    try:
        parts = [urlsplit(each) for each in words(name)]
        return bool(parts) and all(
            each.scheme in {"http", "https"} and each.hostname and each.port for each in parts
        )
    except ValueError:  # a port that is no number
        return False
