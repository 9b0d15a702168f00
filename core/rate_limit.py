"""Rate limits that count attempts in the cache without storing who made them."""

import hashlib
import ipaddress
import math
import time
from collections.abc import Iterable
from contextlib import suppress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the visitor's IPv4 address or IPv6 /64 network.

    Behind PROXIES servers of our own it is what the outermost of them wrote into X-Forwarded-For;
    the visitor may have forged everything before that.
    """
    return _client_network(_raw_address(request))


def _raw_address(request: HttpRequest) -> str:
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if settings.PROXIES and len(forwarded) >= settings.PROXIES and forwarded[-settings.PROXIES]:
        return forwarded[-settings.PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def is_from(
    request: HttpRequest, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]
) -> bool:
    """Return whether the visitor's address lies in one of the networks."""
    try:
        address = ipaddress.ip_address(_raw_address(request))
    except ValueError:  # the name of a Unix socket
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in networks)


def _client_network(text: str) -> str:
    """Return the IPv4 address or IPv6 /64 network: one subscriber usually has a whole /64."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # the name of a Unix socket
        return text
    if address.version == 4:
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((int(address), 64), strict=False))


def _cache_key(name: str, who: str) -> str:
    identity = hashlib.blake2b(
        f"{name}:{who}".encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16
    ).hexdigest()
    return f"throttle:{identity}"


def allow(name: str, who: str, limit: int, seconds: int) -> bool:
    """Count one attempt of `who` at `name`; return False beyond `limit` attempts in `seconds`.

    The window starts with the first attempt. `who` is stored only as a keyed hash.
    """
    key = _cache_key(name, who)
    if cache.add(key, 0, seconds):
        cache.set(f"{key}:end", time.time() + seconds, seconds)
    try:
        return cache.incr(key) <= limit
    except ValueError:  # expired between the two calls: a new window begins
        cache.set(key, 1, seconds)
        cache.set(f"{key}:end", time.time() + seconds, seconds)
        return limit >= 1


def refund(name: str, who: str) -> None:
    """Uncount one attempt that was legitimate.

    An attempt is counted first and uncounted afterwards, so that parallel attempts never exceed
    the limit.
    """
    with suppress(ValueError):  # the window has ended meanwhile
        cache.decr(_cache_key(name, who))


def seconds_left(name: str, who: str) -> int:
    """Return how long the window of `who` at `name` still lasts; 0 when there is none."""
    end = cache.get(f"{_cache_key(name, who)}:end", 0)
    return max(0, math.ceil(end - time.time()))


def reset(name: str, who: str) -> None:
    """Forget every attempt of `who` at `name`."""
    key = _cache_key(name, who)
    cache.delete_many([key, f"{key}:end"])
