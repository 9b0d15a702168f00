"""Seeds of the simulated world; registry.py says how it works and how to add to it."""

import os

import pytest

from tests.simulation.plan import DAYS, draw_plan
from tests.simulation.run import run_plan
from tests.simulation.shorten import shorten

pytestmark = pytest.mark.django_db(transaction=True)


def check_year(seed: int, days: int, density: float = 1.0) -> None:
    """Run a year; fail with the shortest list of acts that still breaks the same invariant."""
    steps = draw_plan(seed, days, density)
    _world, failure = run_plan(steps, seed)
    if failure is None:
        return

    def still_fails(fewer) -> bool:
        found = run_plan(fewer, seed)[1]
        return found is not None and found.invariant == failure.invariant

    done = steps[: steps.index(failure.step) + 1] if failure.step else steps
    shortest = shorten(done, still_fails, int(os.environ.get("SHORTEN", "60")))
    found = run_plan(shortest, seed)[1]
    acts = "\n  ".join(map(str, shortest))
    pytest.fail(f"seed {seed}: {found}\nthe acts:\n  {acts}", pytrace=False)


# `make simulate` chooses the seeds and simulates whole years; an ordinary run two short seasons.
CHOSEN_SEEDS = [int(seed) for seed in os.environ.get("SIMULATED_SEEDS", "").split(",") if seed]
SEASON_DAYS, SEASON_DENSITY = 30, 0.4


@pytest.mark.parametrize("seed", CHOSEN_SEEDS or [1, 2])
def test_three_offices(seed):
    if CHOSEN_SEEDS:
        check_year(seed, days=int(os.environ["SIMULATED_DAYS"]))
    else:
        check_year(seed, SEASON_DAYS, SEASON_DENSITY)


@pytest.mark.long
def test_year_of_three_offices():
    check_year(2026, days=DAYS)
