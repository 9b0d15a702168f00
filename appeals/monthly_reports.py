"""Monthly reports: closed once and frozen, whatever happens to the appeals later.

A month is frozen as its last day ended, read from the journals: closing it late, or after an appeal
has been given to another office, gives the same report as closing it on the first of the next.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from appeals import cohorts, ledger, statistics
from appeals.fact_rules import JournalFacts
from appeals.facts import calendars_by_week, recount
from appeals.models import Appeal, Event, MonthlyReport
from appeals.models.fact import Outcome
from core.workdays.calendar import Calendar
from services.models import Office


def first_day(day: date) -> date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


def last_day(day: date) -> date:
    """Return the last day of the month of `day`."""
    return first_day(first_day(day) + timedelta(days=32)) - timedelta(days=1)


@dataclass
class OfficeMonth:
    """The appeals of an office as they were when a month ended."""

    received: Counter[statistics.FactFlags] = field(default_factory=Counter)
    earlier: Counter[statistics.FactFlags] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    days_taken: Counter[int] = field(default_factory=Counter)
    stars: Counter[int] = field(default_factory=Counter)

    def add(self, facts: JournalFacts, topic: str, month: date, calendar: Calendar) -> None:
        """Count an appeal that was received in `month` or before."""
        flags = statistics.flags_on(facts, last_day(month))
        if facts.received_on < month:
            self.earlier[flags] += 1
            return
        self.received[flags] += 1
        self.topics[topic] += 1
        if (days := facts.days_taken(calendar)) is not None:
            self.days_taken[days] += 1
        if facts.stars is not None:
            self.stars[facts.stars] += 1

    def figures(self) -> dict:
        """Return the figures by name, as a report keeps them."""
        figures = statistics.Figures(
            statistics.count_columns(self.received)
            | statistics.count_columns(self.earlier, earlier=True),
            median_days=statistics.median(self.days_taken),
            rating=statistics.mean(self.stars),
            ratings=self.stars.total(),
        )
        topics = sorted(self.topics.items(), key=lambda pair: (-pair[1], pair[0]))
        return figures.as_dict() | {"topics": dict(topics)}


def count_month(month: date) -> dict[int, OfficeMonth]:
    """Return office id → its appeals as they were at the end of the month, from the journals.

    `month` is its first day.
    """
    end = last_day(month)
    after = Q(fact__reopened=True)
    for column in ("first_answered_on", "forwarded_on", "closed_on"):
        after |= Q(**{f"fact__{column}__gt": end})
    still_open = Q(fact__received_on__lt=month) & (Q(fact__outcome=Outcome.OPEN) | after)
    received = Q(fact__received_on__range=(month, end))
    appeals = Appeal.objects.filter(received | still_open).select_related("topic")
    calendars = calendars_by_week()
    offices: dict[int, OfficeMonth] = defaultdict(OfficeMonth)
    for appeal, facts in recount(appeals, Event.objects.all(), until=end):
        calendar = calendars[appeal.working_week]
        offices[facts.office_id].add(facts, appeal.topic.slug, month, calendar)
    return offices


@transaction.atomic
def close_month(month: date, at: datetime) -> list[MonthlyReport]:
    """Freeze the figures of a month for every office; a month already closed stays as it is.

    An office that has been closed since still reports the appeals of the month. `month` is any day
    of it. ValueError: the month is not over.
    """
    month = first_day(month)
    if last_day(month) >= timezone.localdate(at):
        raise ValueError(f"{month:%Y-%m} is not over yet")
    counted = count_month(month)
    reports = []
    for office in Office.objects.filter(Q(active=True) | Q(pk__in=counted)):
        figures = counted.get(office.pk, OfficeMonth()).figures()
        report, created = MonthlyReport.objects.get_or_create(
            office=office,
            month=month,
            defaults={
                "figures": figures | {"as_of": last_day(month).isoformat()},
                "closed_at": at,
            },
        )
        if created:
            report.leaf = ledger.add_report(report)
            report.save(update_fields=["leaf"])
        reports.append(report)
    return reports


def sum_figures(reports: Iterable[MonthlyReport]) -> dict[str, int | None]:
    """Return the sum of each count over several offices or months.

    None: a report was frozen before the figure existed, so the sum is not known.
    """
    return statistics.sum_counts(report.figures for report in reports)


def sum_with_branches(reports: Iterable[MonthlyReport]) -> list[tuple[Office, dict]]:
    """Return the sums of every office that has branches among the reports of a month."""
    counts = {report.office_id: report.figures for report in reports}
    return cohorts.sum_with_branches(counts, Office.objects.all())
