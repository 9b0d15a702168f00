"""One rendering of a page at a time, in all processes of the server."""

import fcntl
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from core.page_cache import index

BUCKETS = 1024  # pages share lock files: their number must not grow with the addresses asked for
PATIENCE_SECONDS = 3.0
STEP_SECONDS = 0.01


@contextmanager
def turn(path: str) -> Iterator[tuple[bool, bool]]:
    """Wait for the turn to render a page; give (whether it is ours, whether we waited).

    Whoever waits in vain renders the page too. A process that dies gives its turn back.
    """
    folder = index.root() / ".locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / f"{zlib.crc32(path.encode()) % BUCKETS}").open("ab")
    except OSError:
        yield False, False
        return
    with file:
        start = time.monotonic()
        waited = False
        while not (is_ours := _lock(file.fileno())):
            waited = True
            if time.monotonic() - start > PATIENCE_SECONDS:
                break
            time.sleep(STEP_SECONDS)
        yield is_ours, waited  # closing the file gives the turn back


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
