"""Values that many pages show: made once in a process, dropped like a page."""

import sqlite3
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils import timezone

from core import replica
from core.page_cache import changes, index, rendering, telling

Value = TypeVar("Value")
MAX_VALUES = 5000


@dataclass(frozen=True)
class Kept:
    """A value, what it depends on, and the moment of the index before it was made."""

    value: Any
    rendering: rendering.Rendering
    moment: index.Moment


_kept: dict[Hashable, Kept] = {}


def kept_value(key: Hashable, make: Callable[[], Value]) -> Value:
    """Return what `make` returned last while that is still true; else call it.

    Its dependencies become those of the page being rendered. The key names everything that `make`
    takes from around it, such as the language; the value must not be changed by who gets it.
    """
    if not (telling.is_heard() and changes.may_use()):
        return make()
    try:
        changes.settle()
        kept = _kept.get(key)
        if kept is not None and not _is_valid(kept):
            kept = None
        moment = kept.moment if kept else index.moment()
    except (OSError, sqlite3.Error):  # no index: nobody could tell when the value changes
        return make()
    if kept is None:
        kept = _make(key, make, moment)
    rendering.include(kept.rendering)
    return kept.value


def forget_values() -> None:
    """Forget every value of this process."""
    _kept.clear()


def _make(key: Hashable, make: Callable[[], Value], moment: index.Moment) -> Kept:
    # What a replica does not know yet would be kept for longer than the replica is late.
    with rendering.recording() as made, replica.reading_primary():
        value = make()
    kept = Kept(value, made, moment)
    names = changes.uncommitted()
    if made.keep and not changes.is_inside_transaction() and not names & made.names:
        if len(_kept) >= MAX_VALUES:
            _kept.clear()
        _kept[key] = kept
    return kept


def _is_valid(kept: Kept) -> bool:
    until, names = kept.rendering.until, kept.rendering.names
    if until is not None and until <= timezone.now():
        return False
    return not (changes.uncommitted() & names) and index.is_unchanged(names, kept.moment)
