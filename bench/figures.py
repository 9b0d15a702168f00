"""The table: `name value unit ratio aim ok|missed`, and how figures are taken."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

ROUNDS = 3


@dataclass(frozen=True)
class Aim:
    """A limit of the ratio, or of the value where `of_value`."""

    limit: float
    at_least: bool = True
    of_value: bool = False

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'}{self.limit:g}"

    def is_met(self, measured: float) -> bool:
        return measured >= self.limit if self.at_least else measured <= self.limit


@dataclass(frozen=True)
class Figure:
    """One line; `against` says what the ratio is to, `reason` why a figure was not taken."""

    name: str
    value: float | None
    unit: str
    ratio: float | None = None
    aim: Aim | None = None
    against: str = ""
    reason: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not-taken"
        if self.aim is None:
            return "-"
        measured = self.value if self.aim.of_value else self.ratio
        return "ok" if measured is not None and self.aim.is_met(measured) else "missed"

    @property
    def cells(self) -> list[str]:
        """Name, value, unit, ratio, aim and verdict as they are printed."""
        numbers = [shorten(self.value), self.unit, shorten(self.ratio), str(self.aim or "-")]
        return [self.name, *numbers, self.verdict]


@dataclass
class Table:
    """What was measured, printed line by line as it is."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, *figures: Figure) -> None:
        for figure in figures:
            self.figures.append(figure)
            print(*figure.cells, *([f"({figure.reason})"] if figure.reason else []), flush=True)

    @property
    def missed(self) -> set[str]:
        return {figure.name for figure in self.figures if figure.verdict == "missed"}


def shorten(number: float | None) -> str:
    """Return three significant digits, `-` for nothing."""
    if number is None:
        return "-"
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.3g}"


def medians(*kinds: Callable[[], float], rounds: int = ROUNDS) -> list[float]:
    """Return the median of each kind; a round takes one of each, so that noise meets them all."""
    taken: list[list[float]] = [[] for _kind in kinds]
    for _number in range(rounds):
        for values, take in zip(taken, kinds, strict=True):
            values.append(take())
    return [statistics.median(values) for values in taken]


def percentile(times: list[float], share: float) -> float:
    """Return in ms what `share` of the seconds do not exceed."""
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]
