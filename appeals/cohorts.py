"""Figures of the appeals that offices received in a period, by month, office and topic."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils.functional import cached_property

from appeals.dependencies import FACT_TABLE, FIGURES, figures_of
from appeals.models import AppealFact
from appeals.models.fact import Outcome
from appeals.statistics import FactFlags, Figures, count_columns, mean, median, sum_counts
from core import page_cache
from services.models import Office
from services.office_tree import ids_below_each, ids_with_branches


@dataclass
class Cohort:
    """The appeals that some offices received in a period, and those they received earlier.

    They are counted as they are now: `on` is today.
    """

    received: QuerySet[AppealFact]
    earlier: QuerySet[AppealFact]
    offices: QuerySet[Office]
    on: date
    dependency: str = FIGURES

    @cached_property
    def groups(self) -> dict[tuple[int, date], Counter[FactFlags]]:
        """How many appeals have the same flags, by office and month of receipt; counted once."""
        groups: dict[tuple[int, date], Counter[FactFlags]] = defaultdict(Counter)
        for office, month, flags, n in self._count_flags(self.received):
            groups[office, month][flags] += n
        return groups

    @cached_property
    def offices_by_id(self) -> dict[int, Office]:
        """Return the offices by their ids, read once."""
        return self.offices.in_bulk()

    def open_earlier(self) -> Counter[FactFlags]:
        """Return how many open appeals from before the period have the same flags."""
        counts: Counter[FactFlags] = Counter()
        for _office, _month, flags, n in self._count_flags(
            self.earlier.filter(outcome=Outcome.OPEN)
        ):
            counts[flags] += n
        return counts

    def _count_flags(self, facts: QuerySet[AppealFact]) -> Iterator[tuple]:
        columns = ("office_id", "received_month", *FactFlags._fields)
        rows = (
            facts.annotate(
                past_due=_before("due_on", self.on), past_short_due=_before("short_due_on", self.on)
            )
            .order_by()
            .values_list(*columns)
            .annotate(n=Count("pk"))
        )
        for office, month, *flags, n in self.read(rows):
            yield office, month, FactFlags(*flags), n

    def read(self, rows: Iterable[Any]) -> list[Any]:
        """Return the counted rows; a page that shows them depends on the figures it shows."""
        with page_cache.named(self.dependency, FACT_TABLE):
            return list(rows)


def _before(column: str, on: date) -> ExpressionWrapper:
    return ExpressionWrapper(Q(**{f"{column}__lt": on}), output_field=BooleanField())


def received_between(since: date, until: date, office: Office | None = None, *, on: date) -> Cohort:
    """Return the appeals received from `since` to `until`, both included.

    `office`: only those it has with its branches; `on`: today.
    """
    facts, offices = AppealFact.objects.all(), Office.objects.all()
    if office:
        ids = ids_with_branches([office.pk])
        facts, offices = facts.filter(office__in=ids), offices.filter(pk__in=ids)
    return Cohort(
        facts.filter(received_on__range=(since, until)),
        facts.filter(received_on__lt=since),
        offices,
        on,
    )


def compute_figures(cohort: Cohort) -> Figures:
    """Return the figures of all appeals of `cohort`."""
    days_taken, stars = _count_days_and_stars(cohort)
    return Figures(
        count_columns(_merge(cohort.groups.values()))
        | count_columns(cohort.open_earlier(), earlier=True),
        median_days=median(days_taken),
        rating=mean(stars),
        ratings=stars.total(),
    )


def _merge(groups: Iterable[Counter[FactFlags]]) -> Counter[FactFlags]:
    merged: Counter[FactFlags] = Counter()
    for group in groups:
        merged.update(group)
    return merged


def _count_days_and_stars(cohort: Cohort) -> tuple[Counter[int], Counter[int]]:
    """Return how many appeals took so many working days, and how many have so many stars."""
    days_taken: Counter[int] = Counter()
    stars: Counter[int] = Counter()
    facts = cohort.received.order_by()
    rows = facts.values_list("days_taken", "stars").annotate(n=Count("pk"))
    for days, given, n in cohort.read(rows):
        if days is not None:
            days_taken[days] += n
        if given is not None:
            stars[given] += n
    return days_taken, stars


def received_in(month: date, *, on: date) -> Figures:
    """Return the counts of the appeals received in the month that begins on `month`."""
    end = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    cohort = replace(received_between(month, end, on=on), dependency=figures_of(month))
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
    rows = cohort.received.values("topic__slug").annotate(n=Count("pk"))
    counted = cohort.read(rows.order_by("-n", "topic__slug"))
    return [(row["topic__slug"], row["n"]) for row in counted]


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
