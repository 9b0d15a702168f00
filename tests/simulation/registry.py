"""One simulated world: a year of three offices from one seed, and what must hold all the while.

    make simulate SEED=17       one year; a failing one is replayed and shortened
    make simulate SEEDS=1000    as many years, on all cores

How it works. plan.py draws the acts of the year from the seed: when, which, and a seed for each.
run.py does them one after the other on a simulated clock, through the portal's own doors, and asks
the invariants: the cheap ones after every act, all of them after each fault and once a week. What
must be true is told by books.py, which is kept by hand from what citizens and staff saw, and never
asks the code under test. A failure names its invariant; shorten.py leaves acts out as long as the
same invariant still fails.

How to add an act: a function of the world in a file of actors/, with @act(times a year). It chooses
with `world.rng` alone, does one thing through a form, an admin page or a lifecycle function with
the permissions of a real person, and writes what was acknowledged into `world.books`. Where there
is nothing to do it returns. It must not depend on other acts having happened: shortening removes
them.

How to add an invariant: a function of the world in a file of invariants/, with @invariant; it
yields a sentence for each fault it finds. `cheap=True` only if it takes a millisecond or two. Then
plant the defect that it guards against in test_planted_bugs.py.

How to add a fault: a function in actors/faults.py with @act(…, fault=True).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.simulation.world import World

ActFunction = Callable[["World"], None]
InvariantFunction = Callable[["World"], Iterator[str]]


@dataclass(frozen=True)
class Act:
    """Something that happens `yearly` times a year between the hours `hours` of a day."""

    name: str
    run: ActFunction
    yearly: int
    hours: tuple[int, int]
    fault: bool


@dataclass(frozen=True)
class Invariant:
    """Something that always holds; `cheap`: asked after every act."""

    name: str
    check: InvariantFunction
    cheap: bool


ACTS: dict[str, Act] = {}
INVARIANTS: dict[str, Invariant] = {}


def act(
    yearly: int, *, hours: tuple[int, int] = (9, 18), fault: bool = False
) -> Callable[[ActFunction], ActFunction]:
    """Register an act under the name of its function."""

    def add(function: ActFunction) -> ActFunction:
        name = function.__name__
        assert name not in ACTS, name
        ACTS[name] = Act(name, function, yearly, hours, fault)
        return function

    return add


def invariant(*, cheap: bool = False) -> Callable[[InvariantFunction], InvariantFunction]:
    """Register an invariant under the name of its function."""

    def add(function: InvariantFunction) -> InvariantFunction:
        name = function.__name__
        assert name not in INVARIANTS, name
        INVARIANTS[name] = Invariant(name, function, cheap)
        return function

    return add
