"""Render anew, in the worker, what has ended by itself or was dropped, and replace the old copy."""

import sqlite3
import time
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils import timezone, translation

from core.page_cache import index, release
from core.page_cache.copies import CLOCK_SECONDS
from core.page_cache.middleware import REPLACES

MAX_PAGES = 200
MAX_SECONDS = 20.0  # of one turn of the job


def refresh_pages() -> int:
    """Render the pages that are due, the shortest addresses first; return how many.

    A page that is no longer one (removed, or shown to nobody else) loses its row.
    """
    if not settings.PAGE_CACHE or not index.run(release.is_current):
        return 0
    start = time.monotonic()
    handler = WSGIHandler()
    count = 0
    for path in due_pages():
        if time.monotonic() - start > MAX_SECONDS:
            break
        rendered = time.time()
        request_page(handler, path)
        _forget_unless_kept(path, rendered)
        count += 1
    return count


def due_pages() -> list[str]:
    """Return the pages that ended, came from a clock since set back, or were dropped."""
    now = timezone.now().timestamp()
    query = (
        "SELECT path FROM pages WHERE NOT is_kept OR until <= ? OR made > ? "
        "ORDER BY is_kept DESC, LENGTH(path), path LIMIT ?"
    )
    values = [now, now + CLOCK_SECONDS, MAX_PAGES]
    return [path for (path,) in index.run(lambda db: db.execute(query, values).fetchall())]


def request_page(handler: WSGIHandler, path: str) -> None:
    """Ask for a page as a visitor does, so that every middleware has its say."""
    with translation.override(translation.get_language()):  # the middleware sets the page's
        handler.get_response(WSGIRequest(environ(path)))


def environ(path: str) -> dict[str, Any]:
    """Return the WSGI environ of a request for "host/path"."""
    host, _, rest = path.partition("/")
    is_https = settings.WAGTAILADMIN_BASE_URL.startswith("https:") or settings.SECURE_SSL_REDIRECT
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": f"/{rest}/".encode().decode("latin-1"),
        "RAW_URI": quote(f"/{rest}/"),
        "QUERY_STRING": "",
        "HTTP_HOST": host,
        "SERVER_NAME": host.rpartition(":")[0] or host,
        "SERVER_PORT": "443" if is_https else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "https" if is_https else "http",
        "wsgi.input": BytesIO(),
        REPLACES: True,
    }
    if is_https and settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        environ[name] = value
    return environ


def _forget_unless_kept(path: str, since: float) -> None:
    """Remove a page that was asked for and not kept: it would be due for ever."""

    def forget(db: sqlite3.Connection) -> None:
        row = db.execute("SELECT is_kept, made FROM pages WHERE path = ?", [path]).fetchone()
        if row and not (row[0] and row[1] >= since - CLOCK_SECONDS):
            index.drop_page(db, path)
            db.execute("DELETE FROM pages WHERE path = ?", [path])

    index.run(forget, writes=True)
