"""Run a plan: act after act, with the invariants in between."""

import logging
import random
import shutil
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.core.cache import cache
from django.db import connection

from core.page_cache.values import forget_values
from tests.database import restore_snapshot
from tests.simulation import actors, invariants
from tests.simulation.clock import Clock, simulated
from tests.simulation.crashes import Crash
from tests.simulation.outside import outside_of
from tests.simulation.plan import BEGINS, Step
from tests.simulation.registry import ACTS, INVARIANTS
from tests.simulation.world import World

WEEK = timedelta(days=7)
__all__ = ["Failure", "actors", "invariants", "run_plan"]


@dataclass(frozen=True)
class Failure:
    """The invariant that failed, after which step, and what it said."""

    invariant: str
    step: Step | None
    faults: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.invariant} failed after {self.step}:\n  " + "\n  ".join(self.faults[:8])


def run_plan(steps: Iterable[Step], seed: int) -> tuple[World, Failure | None]:
    """Do the steps in a fresh world; return the world and the first failure."""
    with fresh_world(seed) as world:
        return world, _run(world, steps)


@contextmanager
def fresh_world(seed: int) -> Iterator[World]:
    """Open the portal anew on its first day."""
    restore_snapshot()
    cache.clear()
    forget_values()
    folder = Path(tempfile.mkdtemp(prefix="qabyldau-simulation-"))
    world = World(Clock(BEGINS))
    root = logging.getLogger()
    root.addHandler(world.logs)
    state = random.getstate()
    random.seed(f"{seed}")
    try:
        with simulated(world.clock), outside_of(world, folder):
            world.build()
            yield world
    finally:
        random.setstate(state)
        root.removeHandler(world.logs)
        shutil.rmtree(folder, ignore_errors=True)
        connection.close()
        forget_values()
        cache.clear()


def _run(world: World, steps: Iterable[Step]) -> Failure | None:
    next_whole, step = BEGINS + WEEK, None
    for step in steps:
        if step.at >= next_whole:
            if failure := check(world, step, whole=True):
                return failure
            next_whole = step.at + WEEK
        if failure := do_step(world, step):
            return failure
    return check(world, step, whole=True)


def do_step(world: World, step: Step) -> Failure | None:
    """Do one step, then ask the invariants."""
    world.start_step(step)
    act = ACTS[step.act]
    try:
        act.run(world)
    except Crash:
        world.restart()
    except Exception as error:
        frames = traceback.format_exception(error)[-6:]
        return Failure("no_unexpected_error", step, (f"{step.act}: {error!r}", *frames))
    return check(world, step, whole=act.fault)


def check(world: World, step: Step | None, *, whole: bool) -> Failure | None:
    """Ask the cheap invariants, or all of them, and return the first failure."""
    for invariant in INVARIANTS.values():
        if whole or invariant.cheap:
            faults = tuple(invariant.check(world))
            if faults:
                return Failure(invariant.name, step, faults)
    return None
