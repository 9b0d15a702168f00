"""Monthly reports: closed once, frozen, whatever happens to the cases later."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from appeals import statistics
from appeals.models import MonthlyReport
from core.workdays.source import working_calendar
from services.models import Office

SUMS = ("received", "in_time", "late", "overdue", "within_term", "forwarded", "closed", "ratings")


def first_day(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def last_day(day: date) -> date:
    """The last day of a day's month."""
    return first_day(first_day(day) + timedelta(days=32)) - timedelta(days=1)


@transaction.atomic
def close_month(month: date, at: datetime) -> list[MonthlyReport]:
    """Freeze the month's figures for every office; a month already closed stays as it is.

    An office that has been shut since still answers for the appeals of its month.

    `month` is any day of it. ValueError while it is not over.
    """
    month, end = first_day(month), last_day(month)
    today = timezone.localdate(at)
    if end >= today:
        raise ValueError(f"{month:%Y-%m} is not over yet")
    calendar = working_calendar()
    made = []
    reporting = Q(active=True) | Q(
        pk__in=statistics.registered_between(month, end).values("office")
    )
    for office in Office.objects.filter(reporting):
        found = statistics.registered_between(month, end, office)
        topics = dict(statistics.by_topic(found))
        figures = statistics.compute_figures(found, today, calendar).as_dict() | {"topics": topics}
        report, _new = MonthlyReport.objects.get_or_create(
            office=office, month=month, defaults={"figures": figures, "closed_at": at}
        )
        made.append(report)
    return made


def sum_figures(reports: Iterable[MonthlyReport]) -> dict[str, int]:
    """Sums over several offices or months; means are not added."""
    return {name: sum(report.figures.get(name, 0) for report in reports) for name in SUMS}


def quarter(year: int, number: int) -> list[MonthlyReport]:
    """The closed reports of a quarter (number 1-4), by office and month."""
    first = 3 * number - 2
    months = [date(year, first + n, 1) for n in range(3)]
    return list(MonthlyReport.objects.filter(month__in=months).select_related("office"))
