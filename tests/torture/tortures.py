"""All tortures: what each is called, its sizes and the databases it runs on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from tests.torture import (
    clock_jump,
    disk_full,
    fuzzed,
    journeys,
    killed,
    neighbours,
    new_year,
    slots,
)

BOTH = ("SQLite", "PostgreSQL")


@dataclass(frozen=True)
class Torture:
    """One of them; `run` returns figures by name and raises when a promise is broken."""

    name: str
    title: str
    run: Callable[..., dict[str, object]]
    full: dict[str, Any] = field(default_factory=dict)
    small: dict[str, Any] = field(default_factory=dict)
    databases: tuple[str, ...] = BOTH


def of(module: ModuleType, *databases: str) -> Torture:
    """Return the torture of a module: its first line is the title."""
    title = (module.__doc__ or "").splitlines()[0]
    name = module.__name__.rpartition(".")[2]
    return Torture(name, title, module.run, module.FULL, module.SMALL, databases or BOTH)


TORTURES = [
    of(killed),
    of(journeys),
    of(slots),
    of(new_year),
    of(disk_full),
    of(clock_jump),
    of(neighbours),
    of(fuzzed, "SQLite"),  # no database is asked
]
