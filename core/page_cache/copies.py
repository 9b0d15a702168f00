"""Kept copies of pages: one folder for each, with the page as it is and compressed.

    <host>/<path>/index.html  index.html.gz  index.html.br  index.json (headers, times)

nginx serves the first three from disk. The files of one version bear the same time, a whole
second that no earlier version had: nginx makes its ETag of time and size. Only where the index was
lost or the row of the page removed, and the page is made again within the same second and with the
same length, do two versions share a tag.
"""

import gzip
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import http_date

from core.page_cache import index

ENCODINGS = (("br", ".br"), ("gzip", ".gz"))  # the better one first
MAX_IN_MEMORY = 300
CLOCK_SECONDS = 5  # by which a copy may seem to come from the future
OF_CONTENT = {"Content-Length", "Content-Type", "Content-Encoding"}


@dataclass(frozen=True)
class Copy:
    """A rendered page; bodies by suffix: "" as it is, ".gz", ".br"."""

    bodies: dict[str, bytes]
    headers: dict[str, str]
    made: float
    until: float
    seconds: int

    def is_true(self) -> bool:
        """Return whether the copy shows what a page rendered now would show."""
        now = timezone.now().timestamp()
        return self.made <= now + CLOCK_SECONDS and now < self.until

    def response(self, request: HttpRequest) -> HttpResponse:
        """Return the response to a visitor: encoded as the browser wishes, or 304."""
        encoding, suffix = best_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        body = self.bodies[suffix]
        etag = f'"{self.seconds:x}-{len(body):x}"'
        if has_etag(request.META.get("HTTP_IF_NONE_MATCH", ""), etag):
            response: HttpResponse = HttpResponseNotModified()
        else:
            response = HttpResponse(b"" if request.method == "HEAD" else body)
            response.headers["Content-Length"] = str(len(body))
            if encoding:
                response.headers["Content-Encoding"] = encoding
        for name, value in self.headers.items():
            if response.status_code == 200 or name not in OF_CONTENT:
                response.headers[name] = value
        response.headers["ETag"] = etag
        response.headers["Last-Modified"] = http_date(self.seconds)
        return response


def best_encoding(accepted: str) -> tuple[str, str]:
    """Return the encoding to use of those in Accept-Encoding, with its suffix; "" is none."""
    names = set()
    for item in accepted.lower().split(","):
        name, _, weight = item.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            names.add(name.strip())
    return next(((name, suffix) for name, suffix in ENCODINGS if name in names), ("", ""))


def has_etag(if_none_match: str, etag: str) -> bool:
    """Return whether If-None-Match names the tag, compared weakly."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or tags == ["*"]


def make(response: HttpResponse, until: datetime) -> Copy:
    """Return a copy of a rendered response, compressed."""
    body = response.content
    headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    vary = [name.strip() for name in headers.get("Vary", "").split(",") if name.strip()]
    headers["Vary"] = ", ".join(vary if "Accept-Encoding" in vary else [*vary, "Accept-Encoding"])
    headers.setdefault("Cache-Control", "no-cache")
    now = timezone.now().timestamp()
    bodies = {"": body, ".gz": gzip.compress(body, 6, mtime=0), ".br": compress_brotli(body)}
    return Copy(bodies, headers, now, until.timestamp(), int(now))


def compress_brotli(body: bytes) -> bytes:
    """Compress a page by Brotli, about as fast as gzip does."""
    return brotli.compress(body, mode=brotli.MODE_TEXT, quality=5)


# --- on disk --------------------------------------------------------------------------------------


def prepare_files(copy: Copy) -> Path:
    """Write a copy's files into a folder of their own, still without their time."""
    folder = index.root() / f".new-{secrets.token_hex(8)}"
    folder.mkdir(parents=True)
    try:
        for suffix, body in copy.bodies.items():
            (folder / f"index.html{suffix}").write_bytes(body)
        about = {"made": copy.made, "until": copy.until, "headers": copy.headers}
        (folder / "index.json").write_text(json.dumps(about))
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def place_files(folder: Path, path: str, seconds: int) -> None:
    """Move prepared files to the page's folder; index.html goes last."""
    target = index.root() / path
    index.make_folder(target)
    for name in reversed(index.PAGE_FILES):
        (folder / name).chmod(0o644)  # the web server reads them, whatever the umask is
        os.utime(folder / name, (seconds, seconds))
        (folder / name).replace(target / name)


_in_memory: dict[str, tuple[tuple[int, ...], Copy]] = {}


def find(path: str) -> Copy | None:
    """Return the copy that is on disk now, or None; read only when the file has changed."""
    folder = f"{settings.PAGE_CACHE_ROOT}/{path}"
    try:
        found = os.stat(f"{folder}/index.html")
    except (OSError, ValueError):
        return None
    # After a lost index a page may come back with the same time and the inode of the old file.
    identity = (found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size)
    known = _in_memory.get(folder)
    if known and known[0] == identity:
        return known[1]
    copy = _read(Path(folder), found.st_mtime_ns)
    if copy:
        if len(_in_memory) >= MAX_IN_MEMORY:
            _in_memory.clear()
        _in_memory[folder] = identity, copy
    return copy


def _read(folder: Path, time: int) -> Copy | None:
    """Return the copy in a folder; None where it is being replaced or removed meanwhile."""
    contents = {}
    try:
        for name in index.PAGE_FILES:
            with (folder / name).open("rb") as file:
                if os.fstat(file.fileno()).st_mtime_ns != time:
                    return None
                contents[name] = file.read()
        about = json.loads(contents.pop("index.json"))
        headers, made, until = dict(about["headers"]), float(about["made"]), float(about["until"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    bodies = {name.removeprefix("index.html"): body for name, body in contents.items()}
    return Copy(bodies, headers, made, until, time // 10**9)
