"""What is being rendered in this thread, and what it turned out to depend on."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Rendering:
    """The dependencies of one page, or of one value that pages share.

    names   tables, and names declared by `named`
    until   when what was rendered ceases to be true by itself; None where only a change ends it
    keep    whether the result may be kept at all
    """

    names: set[str] = field(default_factory=set)
    until: datetime | None = None
    keep: bool = True
    # The tables that each open `named` block stands for; None: for all that are read inside.
    named: list[frozenset[str] | None] = field(default_factory=list)

    def limit(self, moment: datetime | None) -> None:
        """Take over an end of validity if it is earlier."""
        if moment is not None and (self.until is None or moment < self.until):
            self.until = moment

    def include(self, part: "Rendering") -> None:
        """Take over the dependencies of a part."""
        self.names |= part.names
        self.limit(part.until)
        self.keep = self.keep and part.keep


_current: ContextVar[Rendering | None] = ContextVar("rendering", default=None)


@contextmanager
def recording() -> Iterator[Rendering]:
    """Record what is read inside; an outer recording does not see it."""
    rendering = Rendering()
    token = _current.set(rendering)
    try:
        yield rendering
    finally:
        _current.reset(token)


def include(part: Rendering) -> None:
    """Add the dependencies of a finished part to what is being rendered."""
    if rendering := _current.get():
        rendering.include(part)


def record_tables(tables: frozenset[str]) -> None:
    """Record tables that a query reads, unless a `named` block stands for them."""
    rendering = _current.get()
    if rendering and None not in rendering.named:
        rendering.names |= tables.difference(*filter(None, rendering.named))


@contextmanager
def named(name: str, *tables: str) -> Iterator[None]:
    """Record `name` instead of `tables`, or instead of all tables, that are read inside.

    For tables that change all the time: the module that writes them calls `changed(name)` when
    what is read here changes.
    """
    rendering = _current.get()
    if rendering is None:
        yield
        return
    rendering.names.add(name)
    rendering.named.append(frozenset(tables) if tables else None)
    try:
        yield
    finally:
        rendering.named.pop()


def valid_until(moment: datetime) -> None:
    """Declare when what is being rendered ceases to be true; the earliest moment counts."""
    if rendering := _current.get():
        rendering.limit(moment)


def never_keep() -> None:
    """Declare that this response is for one visitor or one moment."""
    if rendering := _current.get():
        rendering.keep = False
