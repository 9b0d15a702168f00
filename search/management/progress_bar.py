"""The progress of a long command: a bar on a terminal, a few lines in a log."""

import time

from django.core.management.base import OutputWrapper

WIDE = 30  # characters
LINES = 4  # in a log


class ProgressBar:
    """Writes how much is done, how fast, and how long the rest takes."""

    def __init__(self, out: OutputWrapper, total: int) -> None:
        """`total`: how much there is to do."""
        self._out, self._total = out, total
        self._terminal = out.isatty()
        self._began = time.monotonic()
        self._lines = 0

    def update(self, done: int) -> None:
        """Show that so many are done."""
        total = max(done, self._total)  # more may have come since they were counted
        if self._terminal:
            full = WIDE * done // total if total else WIDE
            self._out.write(f"\r[{'#' * full}{'.' * (WIDE - full)}] {self._state(done)}", ending="")
            self._out.flush()
        elif total and LINES * done // total > self._lines:
            self._lines = LINES * done // total
            self._out.write(self._state(done))

    def end(self) -> None:
        """Leave the line to what comes next."""
        if self._terminal:
            self._out.write("")

    def _state(self, done: int) -> str:
        total = max(done, self._total)
        rate = done / max(time.monotonic() - self._began, 0.001)
        left = (total - done) / rate if rate else 0
        return f"{done:,} of {total:,}, {rate:,.0f} a second, {left:,.0f} s left   "
