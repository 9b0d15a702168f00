"""The index of kept pages: an SQLite file beside them, shared by the processes of this server.

It holds which page depends on which names, and for each name a stamp: the number of its last
change. Who has rendered something compares the stamps with the moment before. Losing the file or
the whole folder is safe: a new one is another epoch, and nothing of an older one counts.
"""

import os
import secrets
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from django.conf import settings

Result = TypeVar("Result")
EVERYTHING = "*"  # the name that every page and value depends on
FILE = "index.sqlite3"
COMPANIONS = ("-wal", "-shm")  # of the file, while it is open
PAGE_FILES = ("index.html", "index.html.gz", "index.html.br", "index.json")
BUSY_SECONDS = 5
SCHEMA = """
CREATE TABLE clock (epoch TEXT, number INTEGER, release TEXT);
CREATE TABLE stamps (name TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
CREATE TABLE pages (path TEXT PRIMARY KEY, is_kept INTEGER, made REAL, until REAL, bytes INTEGER,
    seconds INTEGER);
CREATE TABLE needs (name TEXT, path TEXT, PRIMARY KEY (name, path)) WITHOUT ROWID;
CREATE INDEX needs_path ON needs (path);
CREATE INDEX pages_until ON pages (until) WHERE until IS NOT NULL;
"""


class Moment(NamedTuple):
    """A point in the order of changes, of one index file."""

    epoch: str
    number: int


class _Opened(threading.local):
    """The connection of this thread, with what tells whether it is still the right one."""

    connection: sqlite3.Connection | None = None
    identity: tuple = ()
    companions: tuple = ()


_opened = _Opened()
_inherited: list[sqlite3.Connection] = []  # of a parent process: closing them would lose its locks


def root() -> Path:
    """Return the folder of the kept pages."""
    return Path(settings.PAGE_CACHE_ROOT)


def make_folder(folder: Path) -> None:
    """Create a folder below `root` that the web server may read, whatever the umask is."""
    if not folder.is_dir():
        if folder != root():
            make_folder(folder.parent)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)


def moment() -> Moment:
    """Return the present moment."""
    row = run(lambda db: db.execute("SELECT epoch, number FROM clock").fetchone())
    return Moment(*row)


def is_unchanged(names: Iterable[str], since: Moment) -> bool:
    """Return whether none of the names has changed since a moment."""
    return run(lambda db: unchanged(db, names, since))


def unchanged(db: sqlite3.Connection, names: Iterable[str], since: Moment) -> bool:
    """Return the same inside a transaction of the index."""
    wanted = [EVERYTHING, *names]
    marks = ",".join("?" * len(wanted))
    (epoch, last) = db.execute(
        f"SELECT epoch, (SELECT MAX(number) FROM stamps WHERE name IN ({marks})) FROM clock",  # noqa: S608
        wanted,
    ).fetchone()
    return epoch == since.epoch and (last or 0) <= since.number


def stamp(names: Iterable[str]) -> None:
    """Stamp the names as changed and drop the pages that depend on them."""
    wanted = set(names)
    if EVERYTHING in wanted:
        _stamp_everything()
    elif wanted:
        run(lambda db: _stamp(db, wanted), writes=True)


def _stamp(db: sqlite3.Connection, names: set[str]) -> None:
    number = _next_number(db)
    db.executemany("REPLACE INTO stamps VALUES (?, ?)", [(name, number) for name in names])
    marks = ",".join("?" * len(names))
    paths = db.execute(f"SELECT DISTINCT path FROM needs WHERE name IN ({marks})", [*names])  # noqa: S608
    for (path,) in paths.fetchall():
        drop_page(db, path)


def _next_number(db: sqlite3.Connection) -> int:
    db.execute("UPDATE clock SET number = number + 1")
    return db.execute("SELECT number FROM clock").fetchone()[0]


def drop_page(db: sqlite3.Connection, path: str) -> None:
    """Drop one page; its row stays, so that the worker can render it anew."""
    db.execute("UPDATE pages SET is_kept = 0 WHERE path = ?", [path])
    db.execute("DELETE FROM needs WHERE path = ?", [path])
    remove_files(path)


def remove_files(path: str) -> None:
    """Remove the files of a page; the one that nginx looks for goes first."""
    for name in PAGE_FILES:
        with suppress(FileNotFoundError, NotADirectoryError):
            (root() / path / name).unlink()


def _stamp_everything() -> None:
    def drop(db: sqlite3.Connection) -> list[Path]:
        number = _next_number(db)
        db.execute("DELETE FROM stamps")
        db.execute("REPLACE INTO stamps VALUES (?, ?)", [EVERYTHING, number])
        db.execute("DELETE FROM needs")
        db.execute("UPDATE pages SET is_kept = 0")
        return _set_aside()

    for folder in run(drop, writes=True):
        shutil.rmtree(folder, ignore_errors=True)


def _set_aside() -> list[Path]:
    """Rename the folders of all hosts, so that no page is served; return the new names."""
    renamed = []
    for folder in _host_folders():
        target = root() / f".dropped-{secrets.token_hex(8)}"
        with suppress(FileNotFoundError):
            folder.rename(target)
            renamed.append(target)
    return renamed


def _host_folders() -> Iterator[Path]:
    if root().is_dir():
        yield from (path for path in root().iterdir() if path.is_dir() and path.name[0] != ".")


def destroy() -> bool:
    """Remove every page and the index itself: all that is known is that something is wrong.

    Return whether that succeeded; the pages go also where the index cannot.
    """
    is_done = True
    try:
        for end in ("", *COMPANIONS):
            (root() / f"{FILE}{end}").unlink(missing_ok=True)
    except OSError:
        is_done = False
    try:
        for folder in _set_aside():
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        is_done = False
    return is_done


def run(action: Callable[[sqlite3.Connection], Result], *, writes: bool = False) -> Result:
    """Run an action in one transaction; an index that is broken is made anew, once."""
    try:
        return _run(action, writes)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "no such table" not in str(error):
            raise  # locked, or a full disk: not broken
    destroy()
    return _run(action, writes)


def _run(action: Callable[[sqlite3.Connection], Result], writes: bool) -> Result:
    db = _connection()
    db.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
    try:
        result = action(db)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return result


def _connection() -> sqlite3.Connection:
    """Return this thread's connection to the file that is there now.

    Without its companions, or emptied, the file has lost changes, and processes that have opened
    other companions see nothing of one another: then the index is made anew.
    """
    path = f"{settings.PAGE_CACHE_ROOT}/{FILE}"
    try:
        found = os.stat(path)
        identity: tuple = (os.getpid(), path, found.st_dev, found.st_ino)
    except FileNotFoundError:
        identity = ()
    if identity and identity == _opened.identity:
        if found.st_size and _companions(path) == _opened.companions:
            assert _opened.connection is not None
            return _opened.connection
        if not destroy():
            raise OSError("a damaged index cannot be removed")
    _leave()
    _create(path)
    found = os.stat(path)
    db = _open(path)
    db.execute("SELECT 1 FROM clock").fetchone()  # creates the companions
    _opened.companions = _companions(path)
    _opened.identity = (os.getpid(), path, found.st_dev, found.st_ino)
    _opened.connection = db
    return db


def _companions(path: str) -> tuple[int, ...]:
    """Return the inodes of the files beside the index; 0 for one that is missing."""
    inodes = []
    for end in COMPANIONS:
        try:
            inodes.append(os.stat(f"{path}{end}").st_ino)
        except FileNotFoundError:
            inodes.append(0)
    return tuple(inodes)


def _leave() -> None:
    """Close this thread's connection, unless another process opened it."""
    if _opened.connection is not None:
        if _opened.identity and _opened.identity[0] != os.getpid():
            _inherited.append(_opened.connection)
        else:
            _opened.connection.close()
    _opened.connection, _opened.identity = None, ()


def close() -> None:
    """Close this thread's connection: before a fork, and at the end of a thread."""
    _leave()


def _open(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=OFF")
    return db


def _create(path: str) -> None:
    """Create the tables where they are missing; pages beside a new index are nobody's."""
    make_folder(root())
    with closing(_open(path)) as db:
        query = "SELECT 1 FROM sqlite_master WHERE name = 'pages_until'"
        if db.execute(query).fetchone():
            return
        db.execute("BEGIN IMMEDIATE")
        if db.execute(query).fetchone() is None:
            for statement in filter(str.strip, SCHEMA.split(";")):
                db.execute(statement)
            db.execute("INSERT INTO clock VALUES (?, 0, '')", [secrets.token_hex(8)])
            for folder in _set_aside():
                shutil.rmtree(folder, ignore_errors=True)
        db.execute("COMMIT")
