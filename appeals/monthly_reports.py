"""Monthly reports: closed once and frozen, whatever happens to the appeals later."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from appeals import statistics
from appeals.models import MonthlyReport
from core.workdays.source import working_calendar
from services.models import Office


def first_day(day: date) -> date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


def last_day(day: date) -> date:
    """Return the last day of the month of `day`."""
    return first_day(first_day(day) + timedelta(days=32)) - timedelta(days=1)


@transaction.atomic
def close_month(month: date, at: datetime) -> list[MonthlyReport]:
    """Freeze the figures of a month for every office; a month already closed stays as it is.

    An office that has been closed since still reports the appeals of the month. `month` is any day
    of it. ValueError: the month is not over.
    """
    month, end = first_day(month), last_day(month)
    today = timezone.localdate(at)
    if end >= today:
        raise ValueError(f"{month:%Y-%m} is not over yet")
    calendar = working_calendar()
    reports = []
    received = statistics.registered_between(month, end)
    for office in Office.objects.filter(Q(active=True) | Q(pk__in=received.values("office"))):
        appeals = statistics.registered_between(month, end, office)
        topics = dict(statistics.by_topic(appeals))
        figures = statistics.compute_figures(appeals, today, calendar).as_dict()
        report, _created = MonthlyReport.objects.get_or_create(
            office=office,
            month=month,
            defaults={"figures": figures | {"topics": topics}, "closed_at": at},
        )
        reports.append(report)
    return reports


def sum_figures(reports: Iterable[MonthlyReport]) -> dict[str, int | None]:
    """Return the sum of each figure over several offices or months; means are not summed.

    None: a report was frozen before the figure existed, so the sum is not known.
    """
    reports = list(reports)
    sums: dict[str, int | None] = {}
    for key in (*(column.key for column in statistics.COLUMNS), "ratings"):
        values = [report.figures.get(key) for report in reports]
        sums[key] = None if None in values else sum(values)
    return sums
