"""Hear what other servers have changed, and drop the same pages here (see telling.py).

One process of this server listens. Who missed a number drops everything, and so does a server that
has heard nothing for LOST_SECONDS; it keeps nothing until Redis answers.
"""

import fcntl
import json
import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from django.conf import settings
from django.db import connections
from redis.exceptions import RedisError

from core.page_cache import changes, index, refresh, telling

log = logging.getLogger(__name__)
TURN_SECONDS = 1.0
REFRESH_SECONDS = 10.0
PLACE = ".listener"


class Listener(threading.Thread):
    """Hear what other servers change, in one process of this server at a time."""

    def __init__(self) -> None:
        super().__init__(name="page-cache-listener", daemon=True)
        self.stopped = threading.Event()
        self.number: int | None = None  # of the latest change; None: pages may be too old
        self.heard_at = 0.0  # time.monotonic()

    def run(self) -> None:
        """Take the place of the listening process whenever it is free."""
        while not self.stopped.is_set():
            try:
                with _place() as is_ours:
                    if is_ours:
                        self._listen()
            except OSError as error:
                log.warning("nobody listens to other servers: %s", error)
            self.stopped.wait(TURN_SECONDS)

    def _listen(self) -> None:
        refresher = threading.Thread(target=self._refresh, daemon=True)
        refresher.start()
        problem = ""
        while not self.stopped.is_set():
            try:
                self._follow()
            except (RedisError, OSError, sqlite3.Error) as error:
                if problem != type(error).__name__:
                    problem = type(error).__name__
                    log.warning("changes of other servers are not heard: %s", problem)
            if time.monotonic() - self.heard_at > telling.LOST_SECONDS and self.number is not None:
                self.number = None
                # First: nothing is kept any more.
                telling.file_of(telling.LISTENING).unlink(missing_ok=True)
                changes.drop_here()
            self.stopped.wait(TURN_SECONDS / 2)

    def _follow(self) -> None:
        """Subscribe, find out what was missed, and apply changes until the connection is lost."""
        with closing(telling.open_client()) as client, client.pubsub() as channel:
            channel.subscribe(telling.CHANNEL)
            channel.get_message(timeout=telling.ANSWER_SECONDS)
            client.set(telling.CHANNEL, telling.first_number(), nx=True)
            number = int(client.get(telling.CHANNEL) or 0)  # type: ignore[arg-type]  # not awaitable
            if number != telling.known_number():
                changes.drop_here()
            self.number = number
            self._mark()
            telling.remember_number(number)
            while not self.stopped.is_set():
                if telling.file_of(telling.UNTOLD).exists():
                    telling.tell([changes.EVERYTHING])
                message = channel.get_message(timeout=TURN_SECONDS)
                if message is None:
                    if time.monotonic() - self.heard_at > 3 * TURN_SECONDS:
                        raise TimeoutError
                    channel.ping()
                    continue
                self._mark()
                if message["type"] == "message":
                    self._apply(message["data"])

    def _apply(self, data: str) -> None:
        number, _space, text = data.partition(" ")
        server, *names = json.loads(text)
        assert self.number is not None
        if int(number) <= self.number:
            return  # known when this process began to listen
        is_next = int(number) == self.number + 1
        self.number = int(number)
        if not is_next:
            changes.drop_here()
        elif not server or server != telling.server():
            changes.apply(names)
        telling.remember_number(self.number)

    def _mark(self) -> None:
        """Note that this server hears; the folder may have been deleted."""
        self.heard_at = time.monotonic()
        index.root().mkdir(parents=True, exist_ok=True)
        telling.file_of(telling.LISTENING).touch()

    def _refresh(self) -> None:
        """Render the pages of this server that have ended; the worker may be on another one."""
        while not self.stopped.wait(REFRESH_SECONDS):
            try:
                if settings.PAGE_CACHE and telling.is_heard():
                    refresh.refresh_pages()
            except Exception as error:  # whatever a page raises, the others have their turn
                log.warning("kept pages are not rendered anew: %s", type(error).__name__)
            finally:
                connections.close_all()
                index.close()


@contextmanager
def _place() -> Iterator[bool]:
    """Hold the lock of the listening process; the system takes it from one that has died."""
    index.root().mkdir(parents=True, exist_ok=True)
    with telling.file_of(PLACE).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def start() -> Listener | None:
    """Start the listener of this process, where there may be other servers."""
    if not settings.CACHE_URL:
        return None
    listener = Listener()
    listener.start()
    return listener
