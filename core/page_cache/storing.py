"""Store a rendered page, unless something it shows has changed meanwhile."""

import logging
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from core.page_cache import changes, copies, index, release, telling
from core.page_cache.copies import Copy

log = logging.getLogger(__name__)
# Read by every page, though Wagtail and Django remember them between requests.
ALWAYS = frozenset({"wagtailcore_locale", "wagtailcore_site"})
EVICTED_SHARE = 10  # a tenth of the pages makes room for new ones
_trouble: set[str] = set()  # said once, until a page can be stored again


def store(path: str, copy: Copy, names: set[str], since: index.Moment) -> Copy:
    """Store a copy that was rendered after `since`; return it with its time.

    A full disk or a locked index is no visitor's trouble: the page is served and not kept.
    """
    folder: Path | None = None
    try:
        folder = copies.prepare_files(copy)
        prepared = folder
        seconds = index.run(
            lambda db: _place(db, prepared, path, copy, names | ALWAYS, since), writes=True
        )
        _trouble.clear()
    except (OSError, sqlite3.Error) as error:
        _remove_quietly(path)
        if type(error).__name__ not in _trouble:
            _trouble.add(type(error).__name__)
            log.warning("pages are not kept: %s", error)
        return copy
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
    return replace(copy, seconds=seconds)


def _place(
    db: sqlite3.Connection,
    folder: Path,
    path: str,
    copy: Copy,
    names: frozenset[str] | set[str],
    since: index.Moment,
) -> int:
    """Put the page into the index and its files in their place; return the time they bear."""
    row = db.execute("SELECT seconds FROM pages WHERE path = ?", [path]).fetchone()
    seconds = max(copy.seconds, row[0] + 1 if row else 0)
    is_true = index.unchanged(db, names, since) and changes.has_dropped()
    if not (is_true and release.is_current(db) and telling.is_heard()):
        return seconds
    _make_room(db)
    size = sum(map(len, copy.bodies.values()))
    db.execute(
        "REPLACE INTO pages VALUES (?, 1, ?, ?, ?, ?)",
        [path, copy.made, copy.until, size, seconds],
    )
    db.execute("DELETE FROM needs WHERE path = ?", [path])
    db.executemany("INSERT INTO needs VALUES (?, ?)", [(name, path) for name in names])
    copies.place_files(folder, path, seconds)
    return seconds


def _make_room(db: sqlite3.Connection) -> None:
    """Drop the oldest pages where there are too many, or too large ones together."""
    count, size = db.execute("SELECT COUNT(*), TOTAL(bytes * is_kept) FROM pages").fetchone()
    if count < settings.PAGE_CACHE_MAX_PAGES and size < settings.PAGE_CACHE_MAX_BYTES:
        return
    oldest = db.execute(
        "SELECT path FROM pages ORDER BY is_kept, made LIMIT ?", [count // EVICTED_SHARE + 1]
    )
    for (path,) in oldest.fetchall():
        index.drop_page(db, path)
        db.execute("DELETE FROM pages WHERE path = ?", [path])


def _remove_quietly(path: str) -> None:
    """Remove files that may have been placed although the index was not written."""
    try:
        index.remove_files(path)
    except OSError as error:
        log.warning("a kept page cannot be removed: %s", error)
