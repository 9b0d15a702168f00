"""Serve kept pages, and keep what visitors without a session are shown. The first middleware."""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone

from core.page_cache import addresses, changes, copies, index, release, storing, turns
from core.page_cache.rendering import Rendering, recording

REPLACES = "page_cache.replaces"  # in the environ of the worker's requests
# What a page must not depend on; Accept-Encoding is put back for what is not kept.
HIDDEN = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")
SHARED_VARY = {"accept-encoding", "cookie"}  # a visitor with a session gets no kept page
MAX_REMEMBERED = 10_000


class PageCacheMiddleware:
    """Answer from the kept pages; otherwise render, once at a time, and keep the result.

    It compresses what is not kept too: a page is rendered without regard to Accept-Encoding.
    """

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.gzip = GZipMiddleware(get_response)
        self.not_kept: dict[str, None] = {}  # paths that turned out so: nobody waits for them
        if settings.PAGE_CACHE:
            release.claim()

    def __call__(self, request: HttpRequest) -> Any:
        """Return the kept page, or the rendered one."""
        changes.settle()
        path = addresses.page_path(request)
        if path is None or not changes.may_use():
            return self.plain(request)
        request.META["QUERY_STRING"] = ""  # of marketing
        copy = copies.find(path)
        if copy and copy.is_true() and REPLACES not in request.META:
            return copy.response(request)
        if request.method == "HEAD":
            return self.plain(request)
        if path in self.not_kept:
            return self.render(request, path, copy)
        with turns.turn(path) as (is_ours, waited):
            found = copies.find(path) if waited else None
            if found and found.is_true():
                return found.response(request)
            if is_ours and path not in self.not_kept:
                return self.render(request, path, copy)
        return self.plain(request)

    def plain(self, request: HttpRequest) -> Any:
        """Return a page that is not kept."""
        response = self.gzip.process_response(request, self.get_response(request))
        return without_body(response) if request.method == "HEAD" else response

    def render(self, request: HttpRequest, path: str, old: copies.Copy | None) -> Any:
        """Render a page and keep it where it is the same for everybody.

        While the portal cannot render it, the old copy is better than an error.
        """
        try:
            moment = index.moment()
        except (OSError, sqlite3.Error):
            return self.plain(request)
        hidden = {name: request.META.pop(name) for name in HIDDEN if name in request.META}
        cookies = request.COOKIES = ReadCookies(request.COOKIES)
        with recording() as rendering:
            response = self.get_response(request)
        request.META.update(hidden)
        if response.status_code >= 500 and old:
            return old.response(request)
        if not is_shared(response, rendering) or cookies.names_read - own_cookies():
            self.remember(path)
            return self.gzip.process_response(request, response)
        self.not_kept.pop(path, None)
        copy = copies.make(response, min(rendering.until or next_midnight(), next_midnight()))
        if not changes.is_inside_transaction():
            copy = storing.store(path, copy, rendering.names, moment)
        return copy.response(request)

    def remember(self, path: str) -> None:
        """Remember that a page is not kept; too many are forgotten together."""
        if len(self.not_kept) >= MAX_REMEMBERED:
            self.not_kept.clear()
        self.not_kept[path] = None


def without_body(response: Any) -> Any:
    """Return the response to HEAD: the headers of GET alone."""
    if response.streaming:
        response.streaming_content = ()
        return response
    length = str(len(response.content))
    response.content = b""
    if response.status_code not in {204, 304}:
        response.headers.setdefault("Content-Length", length)
    return response


class ReadCookies(dict):
    """The cookies of a request, with the names of those that were looked for."""

    def __init__(self, cookies: dict[str, str]) -> None:
        super().__init__(cookies)
        self.names_read: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names_read.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.names_read.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the cookie or the default."""
        self.names_read.add(name)
        return super().get(name, default)

    def __iter__(self):
        self.names_read.add("*")
        return super().__iter__()

    def items(self):
        """Return all cookies."""
        self.names_read.add("*")
        return super().items()


def next_midnight() -> datetime:
    """Return when the day ends: no page is kept longer, since many say what is today."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1)


def own_cookies() -> set[str]:
    """Return the cookies that every request looks for, without showing them."""
    return {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        addresses.PERSONAL_COOKIE,
    }


def is_shared(response: Any, rendering: Rendering) -> bool:
    """Return whether everybody without a session would get this response."""
    if response.status_code != 200 or response.streaming or not rendering.keep:
        return False
    headers: dict[str, str] = response.headers
    control = headers.get("Cache-Control", "").lower()
    vary = {name.strip().lower() for name in headers.get("Vary", "").split(",") if name.strip()}
    return (
        isinstance(response, HttpResponse)
        and headers.get("Content-Type", "").startswith("text/html")
        and not response.cookies  # also of a form: its token is a cookie
        and "Set-Cookie" not in headers
        and "Content-Encoding" not in headers
        and not any(word in control for word in ("private", "no-store", "max-age"))
        and vary <= SHARED_VARY
    )
