"""Counts of the figures of appeals; those of a whole month are kept until one of them changes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from appeals.dependencies import FACT_TABLE, FIGURES, figures_of
from appeals.models import AppealFact
from appeals.statistics import FactFlags
from core import page_cache


@dataclass
class FactCounts:
    """How many appeals are alike: each counter by the office's id and what they share."""

    flags: Counter[tuple[int, date, FactFlags]] = field(default_factory=Counter)  # and the month
    days_taken: Counter[tuple[int, int]] = field(default_factory=Counter)
    stars: Counter[tuple[int, int]] = field(default_factory=Counter)
    topics: Counter[tuple[int, str]] = field(default_factory=Counter)  # by slug

    def add(self, other: "FactCounts") -> None:
        """Add the counts of other appeals."""
        self.flags.update(other.flags)
        self.days_taken.update(other.days_taken)
        self.stars.update(other.stars)
        self.topics.update(other.topics)


def counts_between(since: date, until: date, *, on: date) -> FactCounts:
    """Count the appeals received from `since` to `until`, both included; `on`: today."""
    total = FactCounts()
    days = page_cache.kept_value("appeals.received_days", _first_and_last_day)
    if not days:
        return total
    first, last = days
    for month, end in _months(max(since, first.replace(day=1)), min(until, last)):
        if since <= month and min(end, last) <= until:
            total.add(counts_of_month(month, on=on))
        else:
            total.add(_count(month, max(since, month), min(until, end), on))
    return total


def counts_of_month(month: date, *, on: date) -> FactCounts:
    """Count the appeals received in the month that begins on `month`; `on`: today."""
    key = "appeals.fact_counts", month, on
    return page_cache.kept_value(key, partial(_count, month, month, _end_of(month), on))


def _first_and_last_day() -> tuple[date, date] | None:
    """Return when the first and the last appeal was received; None when there is none."""
    with page_cache.named(FIGURES, FACT_TABLE):
        days = AppealFact.objects.order_by("received_on").values_list("received_on", flat=True)
        first, last = days.first(), days.last()
    return (first, last) if first and last else None


def _months(since: date, until: date) -> Iterator[tuple[date, date]]:
    """Yield the first and the last day of each month of a period."""
    month = since.replace(day=1)
    while month <= until:
        end = _end_of(month)
        yield month, end
        month = end + timedelta(days=1)


def _end_of(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _count(month: date, since: date, until: date, on: date) -> FactCounts:
    """Count the appeals received in some days of one month."""
    facts = AppealFact.objects.filter(received_on__range=(since, until)).order_by()
    counts = FactCounts()
    with page_cache.named(figures_of(month), FACT_TABLE):
        flagged = facts.annotate(
            past_due=_before("due_on", on), past_short_due=_before("short_due_on", on)
        )
        for office, *flags, n in _grouped(flagged, *FactFlags._fields):
            counts.flags[office, month, FactFlags(*flags)] += n
        for office, days, stars, n in _grouped(facts, "days_taken", "stars"):
            if days is not None:
                counts.days_taken[office, days] += n
            if stars is not None:
                counts.stars[office, stars] += n
        for office, topic, n in _grouped(facts, "topic__slug"):
            counts.topics[office, topic] += n
    return counts


def _grouped(facts: QuerySet[AppealFact], *columns: str) -> QuerySet[AppealFact, Any]:
    """Return a row for each office and each combination of columns, with the number at its end."""
    return facts.values_list("office_id", *columns).annotate(n=Count("pk"))


def _before(column: str, on: date) -> ExpressionWrapper:
    return ExpressionWrapper(Q(**{f"{column}__lt": on}), output_field=BooleanField())
