"""A server that failed is left alone for a while."""

import time
from collections.abc import Callable
from threading import Lock

REST = 30.0  # seconds the server is left alone after a failure


class Breaker:
    """Lets questions through until one fails; then one each `rest` seconds, until one succeeds."""

    def __init__(self, rest: float = REST, clock: Callable[[], float] = time.monotonic):
        self._rest, self._clock = rest, clock
        self._until = 0.0
        self._lock = Lock()
        self.reason = ""  # why it rests; empty while it does not

    @property
    def resting(self) -> bool:
        return bool(self.reason)

    def lets_through(self) -> bool:
        if not self.reason:
            return True
        with self._lock:
            if self._clock() < self._until:
                return False
            # This one tries, the others wait for what it finds.
            self._until = self._clock() + self._rest
            return True

    def open(self, reason: str) -> None:
        with self._lock:
            self._until = self._clock() + self._rest
            self.reason = reason

    def close(self) -> None:
        self.reason = ""
