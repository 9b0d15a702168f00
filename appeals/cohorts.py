"""Figures of the appeals that offices received in a period, by month, office and topic."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.utils.functional import cached_property

from appeals import fact_counts
from appeals.fact_counts import FactCounts
from appeals.models.fact import Outcome
from appeals.statistics import FactFlags, Figures, count_columns, mean, median, sum_counts
from services.models import Office
from services.office_tree import ids_below_each, ids_with_branches

Key = TypeVar("Key")


@dataclass
class Cohort:
    """The appeals that some offices received in a period, and those they received earlier.

    They are counted as they are on the day of asking. `office_ids`: None stands for all offices.
    """

    received: FactCounts
    earlier: FactCounts
    office_ids: set[int] | None = None

    @cached_property
    def groups(self) -> dict[tuple[int, date], Counter[FactFlags]]:
        """How many appeals have the same flags, by office and month of receipt."""
        groups: dict[tuple[int, date], Counter[FactFlags]] = defaultdict(Counter)
        for (office, month, flags), n in self.received.flags.items():
            if self.has(office):
                groups[office, month][flags] += n
        return groups

    @cached_property
    def offices_by_id(self) -> dict[int, Office]:
        """Return the offices by their ids, read once."""
        return Office.objects.in_bulk(self.office_ids)

    def has(self, office_id: int) -> bool:
        """Return whether the office is one of the cohort's."""
        return self.office_ids is None or office_id in self.office_ids

    def open_earlier(self) -> Counter[FactFlags]:
        """Return how many open appeals from before the period have the same flags."""
        counts: Counter[FactFlags] = Counter()
        for (office, _month, flags), n in self.earlier.flags.items():
            if flags.outcome == Outcome.OPEN and self.has(office):
                counts[flags] += n
        return counts

    def totals(self, counts: Mapping[tuple[int, Key], int]) -> Counter[Key]:
        """Return the sums of the cohort's offices."""
        totals: Counter[Key] = Counter()
        for (office, key), n in counts.items():
            if self.has(office):
                totals[key] += n
        return totals


def received_between(since: date, until: date, office: Office | None = None, *, on: date) -> Cohort:
    """Return the appeals received from `since` to `until`, both included.

    `office`: only those it has with its branches; `on`: today.
    """
    day_before = date.fromordinal(max(since.toordinal() - 1, 1))
    return Cohort(
        fact_counts.counts_between(since, until, on=on),
        fact_counts.counts_between(date.min, day_before, on=on),
        set(ids_with_branches([office.pk])) if office else None,
    )


def compute_figures(cohort: Cohort) -> Figures:
    """Return the figures of all appeals of `cohort`."""
    stars = cohort.totals(cohort.received.stars)
    return Figures(
        count_columns(_merge(cohort.groups.values()))
        | count_columns(cohort.open_earlier(), earlier=True),
        median_days=median(cohort.totals(cohort.received.days_taken)),
        rating=mean(stars),
        ratings=stars.total(),
    )


def _merge(groups: Iterable[Counter[FactFlags]]) -> Counter[FactFlags]:
    merged: Counter[FactFlags] = Counter()
    for group in groups:
        merged.update(group)
    return merged


def received_in(month: date, *, on: date) -> Figures:
    """Return the counts of the appeals received in the month that begins on `month`."""
    cohort = Cohort(fact_counts.counts_of_month(month, on=on), FactCounts())
    return Figures(count_columns(_merge(cohort.groups.values())))


def by_month(cohort: Cohort) -> list[tuple[date, Figures]]:
    """Return the counts by month of receipt, oldest first."""
    months: dict[date, Counter[FactFlags]] = defaultdict(Counter)
    for (_office, month), flags in cohort.groups.items():
        months[month].update(flags)
    return [(month, Figures(count_columns(months[month]))) for month in sorted(months)]


def by_office(cohort: Cohort) -> dict[Office, Figures]:
    """Return the counts by office, most appeals first; offices without appeals are left out."""
    groups: dict[int, Counter[FactFlags]] = defaultdict(Counter)
    for (office_id, _month), flags in cohort.groups.items():
        groups[office_id].update(flags)
    offices = cohort.offices_by_id
    pairs = [(offices[pk], Figures(count_columns(flags))) for pk, flags in groups.items()]
    return dict(sorted(pairs, key=lambda pair: (-pair[1]["received"], pair[0].title)))


def by_topic(cohort: Cohort) -> list[tuple[str, int]]:
    """Return the slug of each topic and its count, the most frequent first."""
    counts = cohort.totals(cohort.received.topics)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def sum_with_branches(
    counts: Mapping[int, Mapping[str, int | None]], offices: Iterable[Office]
) -> list[tuple[Office, dict[str, int | None]]]:
    """Return the sums of every office that has branches with counts of their own.

    `counts`: office id → its own counts; `offices`: those among which to look.
    """
    offices = list(offices)
    below = ids_below_each(offices)
    return [
        (office, sum_counts([counts[pk] for pk in below[office.pk] if pk in counts]))
        for office in offices
        if below[office.pk] & counts.keys() - {office.pk}
    ]
