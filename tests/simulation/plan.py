"""The acts of a year, drawn beforehand, so that a part of them can be done again."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.builders import almaty_time
from tests.simulation.registry import ACTS

BEGINS = almaty_time("2026-03-02 00:00")
DAYS = 365


@dataclass(frozen=True)
class Step:
    """An act at its time. `seed` decides everything that the act chooses."""

    at: datetime
    act: str
    seed: str

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.act} ({self.seed})"


def draw_plan(seed: int, days: int = DAYS, density: float = 1.0) -> list[Step]:
    """Return the steps of the first `days` of the year; `density` multiplies their number."""
    steps = []
    for act in ACTS.values():
        rng = random.Random(f"{seed}:{act.name}")  # a new act leaves the others as they are
        expected = act.yearly * days / DAYS * density
        count = int(expected) + (rng.random() < expected % 1)
        for number in range(count):
            first, last = act.hours
            moment = timedelta(
                days=rng.randrange(days), seconds=rng.randrange(first * 3600, last * 3600)
            )
            steps.append(Step(BEGINS + moment, act.name, f"{seed}:{act.name}:{number}"))
    return sorted(steps, key=lambda step: (step.at, step.seed))
