"""Settings from environment variables; a wrong value raises ImproperlyConfigured by name.

Each NAME may also be in a file that NAME_FILE names, as container managers hand out secrets.
"""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Return the variable's value without surrounding spaces, or `default`."""
    path = os.environ.get(f"{name}_FILE", "")
    if not path or os.environ.get(name):
        return os.environ.get(name, default).strip()
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}.") from error


def flag(name: str, default: bool = False) -> bool:
    """Return True for 1/true/yes/on and False for 0/false/no/off; raise for anything else."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int = 0) -> int:
    """Return a whole number from 0 up; raise for anything else."""
    value = text(name) or str(default)
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def choice(name: str, *values: str) -> str:
    """Return one of the values, the first by default; raise for anything else."""
    value = text(name) or values[0]
    if value not in values:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(values)}, not {value!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Return the items of a comma-separated list without empty ones."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def networks(name: str, default: str = "") -> list[IPv4Network | IPv6Network]:
    """Return the networks of a comma-separated list of addresses; raise for anything else."""
    try:
        return [ip_network(item) for item in words(name, default)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be addresses like 10.0.0.0/8: {error}.") from error


def folder(name: str, default: Path) -> Path:
    """Return the path of a folder."""
    return Path(text(name) or default)


def address(name: str, *schemes: str) -> SplitResult:
    """Return the parts of a URL like smtp+tls://user:password@host:587; its scheme is checked."""
    try:
        parts = urlsplit(text(name))
        # Reading a port that is no number raises ValueError.
        if parts.scheme in schemes and parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass  # the same message as below
    known = " or ".join(f"{scheme}://" for scheme in schemes)
    raise ImproperlyConfigured(
        f"{name} must begin with {known} and name a host, like {schemes[0]}://user:password@host; "
        "in a password / is written %2F, @ is %40."
    )
