"""The clock and the chance of the simulated world."""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest import mock

from django.utils import timezone


class Clock:
    """The time and the chance of the world; both depend on the step alone, never on caches."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)
        self.chance = random.Random(0)

    def now(self) -> datetime:
        """Return the time; it stands still within an act."""
        return self.at

    def seconds(self) -> float:
        """Return the time as time.time() does."""
        return self.at.timestamp()

    def set(self, at: datetime) -> None:
        """Go to a time, later or earlier."""
        self.at = at.astimezone(UTC)

    def urandom(self, size: int) -> bytes:
        """Return random bytes, as os.urandom() does."""
        return self.chance.randbytes(size)


@contextmanager
def simulated(clock: Clock) -> Iterator[None]:
    """Let the portal read `clock`, and draw its tokens and file names from the seed."""
    with (
        mock.patch.object(timezone, "now", clock.now),
        mock.patch.object(time, "time", clock.seconds),
        mock.patch.object(os, "urandom", clock.urandom),
        mock.patch.object(random, "_urandom", clock.urandom),
    ):
        yield
