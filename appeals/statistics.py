"""The figures of appeals: which there are, what each counts, what follows from them.

The outcomes of a period add up to what was received:
received = in time + late + overdue + within the term + forwarded + closed without an answer.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals.fact_rules import JournalFacts
from appeals.models.fact import Outcome, ShortAnswer


class FactFlags(NamedTuple):
    """What columns ask of an appeal; appeals alike in all of it are counted at once."""

    outcome: str  # Outcome
    late: bool
    short: str  # ShortAnswer
    extended: bool
    reopened: bool
    past_due: bool  # its last day is before the day of counting
    past_short_due: bool


@dataclass(frozen=True, kw_only=True)
class FigureColumn:
    """A count of appeals, shown on the page, in CSV, XLSX and the API, and in monthly reports.

    `key` names it in the API and in frozen reports: never change it. `condition` says which appeals
    are counted. `label` heads its column; without one it stands in no table. `outcome` names its
    row among the outcomes of a period; the figures with one add up to "received", but for those
    that are a `part_of` another. `earlier`: counted among the appeals received before the period.
    """

    key: str
    condition: Callable[[FactFlags], bool]
    label: str | Promise = ""
    outcome: str | Promise = ""
    part_of: str = ""
    earlier: bool = False


OPEN, ANSWERED = Outcome.OPEN, Outcome.ANSWERED
WITHOUT_ANSWER = frozenset({Outcome.CLOSED, Outcome.WITHDRAWN})

COLUMNS = [
    FigureColumn(key="received", label=_("Received"), condition=lambda fact: True),
    FigureColumn(
        key="in_time",
        label=_("In time"),
        outcome=_("Answered in time"),
        condition=lambda fact: fact.outcome == ANSWERED and not fact.late,
    ),
    FigureColumn(
        key="late",
        label=_("Late"),
        outcome=_("Answered late"),
        condition=lambda fact: fact.outcome == ANSWERED and fact.late,
    ),
    FigureColumn(
        key="overdue",
        label=_("Overdue"),
        outcome=_("Open and overdue"),
        condition=lambda fact: fact.outcome == OPEN and fact.past_due,
    ),
    FigureColumn(
        key="within_term",
        label=_("Open, within the term"),
        outcome=_("Open, within the term"),
        condition=lambda fact: fact.outcome == OPEN and not fact.past_due,
    ),
    FigureColumn(
        key="forwarded",
        label=_("Forwarded"),
        outcome=_("Forwarded to another body"),
        condition=lambda fact: fact.outcome == Outcome.FORWARDED,
    ),
    FigureColumn(
        key="forwarded_late",
        label=_("Forwarded late"),
        outcome=_("of them later than the law allows"),
        part_of="forwarded",
        condition=lambda fact: fact.outcome == Outcome.FORWARDED and fact.late,
    ),
    FigureColumn(
        key="closed",
        label=_("Closed without an answer"),
        outcome=_("Closed without an answer"),
        condition=lambda fact: fact.outcome in WITHOUT_ANSWER,
    ),
    FigureColumn(
        key="closed_late",
        label=_("Closed after the term"),
        outcome=_("of them after the term"),
        part_of="closed",
        condition=lambda fact: fact.outcome in WITHOUT_ANSWER and fact.late,
    ),
    FigureColumn(
        key="withdrawn",
        label=_("Withdrawn by the applicant"),
        outcome=_("of them withdrawn by the applicant"),
        part_of="closed",
        condition=lambda fact: fact.outcome == Outcome.WITHDRAWN,
    ),
    FigureColumn(
        key="reopened", label=_("Opened again"), condition=lambda fact: fact.reopened
    ),
    FigureColumn(
        key="short_in_time",
        label=_("Short answer in time"),
        condition=lambda fact: fact.short == ShortAnswer.IN_TIME,
    ),
    FigureColumn(
        key="short_late",
        label=_("Short answer late"),
        condition=lambda fact: fact.short == ShortAnswer.LATE,
    ),
    FigureColumn(
        key="short_missing",
        label=_("Short answer not given"),
        condition=lambda fact: fact.short == ShortAnswer.MISSED
        or (fact.short == ShortAnswer.WAITING and fact.past_short_due),
    ),
    FigureColumn(
        key="carried_over",
        label=_("Open from earlier months"),
        earlier=True,
        condition=lambda fact: fact.outcome == OPEN,
    ),
]  # fmt: skip
REPORT_COLUMNS = [column for column in COLUMNS if column.label]
TABLE_COLUMNS = [column for column in REPORT_COLUMNS if not column.earlier]
OUTCOMES = [column for column in COLUMNS if column.outcome and not column.part_of]
# A page has room for half of them side by side: first what adds up, then the rest.
ADDING_UP = [COLUMNS[0], *OUTCOMES]
DETAILS = [column for column in REPORT_COLUMNS if column not in ADDING_UP]
# A term is decided by these: the share in time is that of "in_time" in all of them.
DECIDED = ("in_time", "late", "overdue", "forwarded_late", "closed_late")


@dataclass(frozen=True)
class Figures:
    """Counts by the key of their column: `figures["late"]`, in a template `figures.late`.

    `median_days` in working days and `rating` from 1 to 5 are None when there is nothing to count.
    """

    counts: dict[str, int]
    median_days: float | None = None
    rating: float | None = None
    ratings: int = 0

    def __getitem__(self, key: str) -> int:
        return self.counts[key]

    @property
    def answered(self) -> int:
        """The number of answered appeals, in time or late."""
        return self["in_time"] + self["late"]

    @property
    def share_in_time(self) -> int | None:
        """The share answered in time of all whose term is decided, in per cent.

        Overdue appeals, late forwardings and closings after the term count as not in time: none of
        them improves the share. An appeal forwarded or closed within its term is in neither number.
        """
        decided = sum(self[key] for key in DECIDED)
        return round(100 * self["in_time"] / decided) if decided else None

    def as_dict(self) -> dict:
        """Return every figure by name, for a frozen report and the API."""
        return self.counts_as_dict() | {
            "median_days": self.median_days,
            "rating": self.rating,
            "ratings": self.ratings,
        }

    def counts_as_dict(self) -> dict:
        """Return what was counted, without the figures that a table of months leaves out."""
        return {**self.counts, "answered": self.answered, "share_in_time": self.share_in_time}


def sum_counts(rows: Iterable[Mapping[str, int | None]]) -> dict[str, int | None]:
    """Return the sum of each count; None: one of the rows does not know it."""
    rows = list(rows)
    sums: dict[str, int | None] = {}
    for key in (column.key for column in COLUMNS):
        values = [row.get(key) for row in rows]
        sums[key] = None if None in values else sum(filter(None, values))
    return sums


def flags_on(facts: JournalFacts, on: date) -> FactFlags:
    """Return what columns ask of an appeal, from its journal."""
    return FactFlags(
        facts.outcome, facts.late, facts.short, facts.extended, facts.reopened,
        facts.due_on < on, facts.short_due_on < on,
    )  # fmt: skip


def count_columns(flags: Mapping[FactFlags, int], *, earlier: bool = False) -> dict[str, int]:
    """Return the count of each column; `earlier`: of those of the appeals before the period."""
    return {
        column.key: sum(n for each, n in flags.items() if column.condition(each))
        for column in COLUMNS
        if column.earlier == earlier
    }


def mean(stars: Counter[int]) -> float | None:
    """Return the mean of counted stars as it is shown; None: nobody rated."""
    if not stars:
        return None
    return round(sum(number * n for number, n in stars.items()) / stars.total(), 1)


def median(days: Mapping[int, int]) -> float | None:
    """Return the median of counted numbers, {days: how many appeals}; None: there are none."""
    total = sum(days.values())
    if not total:
        return None
    low, high = (total - 1) // 2, total // 2
    return (_nth(days, low) + _nth(days, high)) / 2


def _nth(days: Mapping[int, int], place: int) -> int:
    for number in sorted(days):
        place -= days[number]
        if place < 0:
            return number
    raise IndexError(place)
