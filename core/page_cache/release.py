"""The release whose pages are kept: code, templates, catalogues, static files, settings.

A digest of them stands in the index. A web process that starts with another one drops every page,
and a process of an older release stores none any more.
"""

import hashlib
import logging
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from core.page_cache import changes, index

log = logging.getLogger(__name__)
SUFFIXES = {".py", ".html", ".txt", ".xml", ".mo", ".css", ".js", ".svg", ".toml"}
FOLDERS = ("core", "search", "services", "appeals", "forms", "home", "portal", "locale")
# Another start of the machine: the index is not written through to the disk.
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@cache
def current() -> str:
    """Return the digest of what this process has loaded."""
    seen = hashlib.sha256()
    base = Path(settings.BASE_DIR)
    for path in _files(base):
        found = path.stat()
        seen.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    for name in sorted(dir(settings)):
        if name.isupper():
            seen.update(f"{name}={_text(getattr(settings, name))}\n".encode())
    if BOOT_ID.exists():
        seen.update(BOOT_ID.read_bytes())
    return seen.hexdigest()[:32]


def _files(base: Path) -> Iterator[Path]:
    """Yield the files that decide how pages look, in a fixed order."""
    for folder in FOLDERS:
        yield from sorted(path for path in (base / folder).rglob("*") if path.suffix in SUFFIXES)
    others = [base / "requirements" / "base.txt", Path(settings.STATIC_ROOT) / "staticfiles.json"]
    yield from (path for path in others if path.exists())


def _text(value: Any) -> str:
    """Return the same text for the same setting in every process."""
    if isinstance(value, dict):
        return str(sorted((str(key), _text(item)) for key, item in value.items()))
    if isinstance(value, set | frozenset):
        return str(sorted(map(_text, value)))
    if isinstance(value, list | tuple):
        return str(list(map(_text, value)))
    return (
        str(value) if isinstance(value, str | int | float | Path | None) else type(value).__name__
    )


def claim() -> None:
    """Drop every page if another release rendered them; from now on this one's are kept."""

    def read(db: sqlite3.Connection) -> str:
        return db.execute("SELECT release FROM clock").fetchone()[0]

    def write(db: sqlite3.Connection) -> None:
        db.execute("UPDATE clock SET release = ?", [current()])

    try:
        if index.run(read) != current():
            index.run(write, writes=True)  # first: the old release stores nothing any more
            changes.drop_here()
            index.run(write, writes=True)  # into a new index, if the old one was removed
    except (OSError, sqlite3.Error) as error:
        log.warning("pages are not kept: %s", error)
    index.close()  # before the fork of the workers


def is_current(db: sqlite3.Connection) -> bool:
    """Return whether no other release has begun to serve."""
    return db.execute("SELECT release FROM clock").fetchone()[0] in {"", current()}
