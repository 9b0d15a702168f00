"""The clock and the chance of the simulated world."""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

from django.utils import timezone


class Clock:
    """The time of the world; each reading of it takes a millisecond."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the time; it is never the same twice."""
        self.at += timedelta(milliseconds=1)
        return self.at

    def seconds(self) -> float:
        """Return the time as time.time() does."""
        return self.at.timestamp()

    def set(self, at: datetime) -> None:
        """Go to a time, later or earlier."""
        self.at = at.astimezone(UTC)


@contextmanager
def simulated(clock: Clock, seed: object) -> Iterator[None]:
    """Let the portal read `clock`, and draw its tokens and file names from `seed`."""
    chance = random.Random(f"{seed}:chance").randbytes
    with (
        mock.patch.object(timezone, "now", clock.now),
        mock.patch.object(time, "time", clock.seconds),
        mock.patch.object(os, "urandom", chance),
        mock.patch.object(random, "_urandom", chance),
    ):
        yield
