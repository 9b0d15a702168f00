"""Work that follows a deed in a thread of its own, so that nobody who publishes waits for it."""

import logging
from collections.abc import Callable
from threading import Lock, Thread

from django.db import connections

log = logging.getLogger("search")


class Follower:
    """Does `work` after each nudge, one at a time; nudges during the work make one more round."""

    def __init__(self, work: Callable[[], object]):
        self._work = work
        self._lock = Lock()
        self._wanted = False
        self._thread: Thread | None = None

    def nudge(self) -> None:
        with self._lock:
            self._wanted = True
            if self._thread is None:
                self._thread = Thread(target=self._run, name="search-follower", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is left to do; False when that took longer."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return self._thread is None

    def _run(self) -> None:
        try:
            while self._more():
                try:
                    self._work()
                except Exception:  # what is left undone now is done after the next nudge
                    log.exception("the search could not follow")
        finally:
            connections.close_all()

    def _more(self) -> bool:
        with self._lock:
            if not self._wanted:
                self._thread = None
            wanted, self._wanted = self._wanted, False
            return wanted
