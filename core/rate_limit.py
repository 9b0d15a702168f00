"""Slow down whoever tries too often, without keeping who it was."""

import hashlib
import ipaddress
from contextlib import suppress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The visitor's network address; of IPv6 the network of 64 bits that one visitor has whole.

    Behind PROXIES servers of our own it is what the outermost of them wrote into X-Forwarded-For;
    whatever stands before that, the visitor may have made up.
    """
    passed = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if settings.PROXIES and len(passed) >= settings.PROXIES and passed[-settings.PROXIES]:
        return _household(passed[-settings.PROXIES])
    return _household(request.META.get("REMOTE_ADDR", ""))


def _household(text: str) -> str:
    try:
        one = ipaddress.ip_address(text)
    except ValueError:  # the name of a socket
        return text
    if one.version == 4:
        return str(one)
    return str(one.ipv4_mapped or ipaddress.ip_network((int(one), 64), strict=False))


def _key(name: str, who: str) -> str:
    mark = hashlib.blake2b(
        f"{name}:{who}".encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16
    ).hexdigest()
    return f"throttle:{mark}"


def allow(name: str, who: str, limit: int, seconds: int) -> bool:
    """Count one try of `who` at `name`; False once more than `limit` fall within `seconds`.

    The window starts with the first try. `who` is kept only as a keyed hash.
    """
    key = _key(name, who)
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= limit
    except ValueError:  # expired between the two calls: a new window begins
        cache.set(key, 1, seconds)
        return limit >= 1


def forgive(name: str, who: str) -> None:
    """Take back one counted try: it was a right one.

    Counted first and taken back after, so that tries made at once are never more than the limit.
    """
    with suppress(ValueError):  # the window has ended meanwhile
        cache.decr(_key(name, who))
