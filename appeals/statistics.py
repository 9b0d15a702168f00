"""Figures of the appeals registered in a period. The day they are counted on is passed in.

The outcomes of a period add up to what was received:
received = in time + late + overdue + within the term + forwarded + closed without an answer.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal, Rating
from appeals.states import OPEN, State
from core.workdays.calendar import Calendar
from services.models import Office

ANSWERED = Q(answered_at__isnull=False)
UNANSWERED = Q(answered_at__isnull=True)
WAITING = UNANSWERED & Q(state__in=OPEN)


@dataclass(frozen=True, kw_only=True)
class FigureColumn:
    """A count of appeals, shown on the page, in CSV, XLSX and the API, and in monthly reports.

    `key` names it in the API and in frozen reports: never change it. `condition` says which appeals
    are counted on a day. `label` heads its column; without one it stands in no table. `outcome`
    names its row among the outcomes of a period; the figures with one add up to "received".
    """

    key: str
    condition: Callable[[date], Q]
    label: str | Promise = ""
    outcome: str | Promise = ""


COLUMNS = [
    FigureColumn(key="received", label=_("Received"), condition=lambda on: Q()),
    FigureColumn(
        key="in_time",
        label=_("In time"),
        outcome=_("Answered in time"),
        condition=lambda on: ANSWERED & Q(answered_at__date__lte=F("due_on")),
    ),
    FigureColumn(
        key="late",
        label=_("Late"),
        outcome=_("Answered late"),
        condition=lambda on: ANSWERED & Q(answered_at__date__gt=F("due_on")),
    ),
    FigureColumn(
        key="overdue",
        label=_("Overdue"),
        outcome=_("Open and overdue"),
        condition=lambda on: WAITING & Q(due_on__lt=on),
    ),
    FigureColumn(
        key="within_term",
        label=_("Open, within the term"),
        outcome=_("Open, within the term"),
        condition=lambda on: WAITING & Q(due_on__gte=on),
    ),
    FigureColumn(
        key="forwarded",
        label=_("Forwarded"),
        outcome=_("Forwarded to another body"),
        condition=lambda on: UNANSWERED & Q(state=State.FORWARDED),
    ),
    FigureColumn(
        key="closed",
        label=_("Closed without an answer"),
        outcome=_("Closed without an answer"),
        condition=lambda on: UNANSWERED & Q(state=State.CLOSED),
    ),
]
TABLE_COLUMNS = [column for column in COLUMNS if column.label]
OUTCOMES = [column for column in COLUMNS if column.outcome]


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
        """The share answered in time of all that are answered or overdue, in per cent."""
        due = self.answered + self["overdue"]
        return round(100 * self["in_time"] / due) if due else None

    def as_dict(self) -> dict:
        """Return every figure by name, for a frozen report and the API."""
        return {
            **self.counts,
            "median_days": self.median_days,
            "rating": self.rating,
            "ratings": self.ratings,
            "answered": self.answered,
            "share_in_time": self.share_in_time,
        }


def registered_between(since: date, until: date, office: Office | None = None) -> QuerySet[Appeal]:
    """Return the appeals registered from `since` to `until`, both included."""
    appeals = Appeal.objects.filter(
        registered_at__date__gte=since, registered_at__date__lte=until
    ).order_by()
    return appeals.filter(office=office) if office else appeals


def compute_figures(appeals: QuerySet[Appeal], on: date, calendar: Calendar) -> Figures:
    """Return the figures of `appeals` as they are on the day `on`."""
    stars = Rating.objects.filter(appeal__in=appeals).aggregate(mean=Avg("stars"), n=Count("pk"))
    return Figures(
        appeals.aggregate(**_counts(on)),
        median_days=median(_days_taken(appeals, calendar)),
        rating=round(stars["mean"], 1) if stars["n"] else None,
        ratings=stars["n"],
    )


def by_month(appeals: QuerySet[Appeal], on: date) -> list[tuple[date, Figures]]:
    """Return the counts by month of registration, oldest first."""
    months = appeals.annotate(month=TruncMonth("registered_at")).values("month")
    rows: list[Any] = list(months.annotate(**_counts(on)).order_by("month"))
    return [(row.pop("month").date(), Figures(row)) for row in rows]


def by_office(appeals: QuerySet[Appeal], on: date) -> list[tuple[Office, Figures]]:
    """Return the counts by office, most appeals first; offices without appeals are left out."""
    rows: list[Any] = list(appeals.values("office").annotate(**_counts(on)))
    offices = Office.objects.in_bulk([row["office"] for row in rows])
    pairs = [(offices[row.pop("office")], Figures(row)) for row in rows]
    return sorted(pairs, key=lambda pair: (-pair[1]["received"], pair[0].title))


def by_topic(appeals: QuerySet[Appeal]) -> list[tuple[str, int]]:
    """Return the slug of each topic and its count, the most frequent first."""
    rows = appeals.values("topic__slug").annotate(n=Count("pk")).order_by("-n", "topic__slug")
    return [(row["topic__slug"], row["n"]) for row in rows]


def median(days: Counter[int]) -> float | None:
    """Return the median of counted numbers, {days: how many appeals}; None: there are none."""
    total = sum(days.values())
    if not total:
        return None
    low, high = (total - 1) // 2, total // 2
    return (_nth(days, low) + _nth(days, high)) / 2


def _nth(days: Counter[int], place: int) -> int:
    for number in sorted(days):
        place -= days[number]
        if place < 0:
            return number
    raise IndexError(place)


def _days_taken(appeals: QuerySet[Appeal], calendar: Calendar) -> Counter[int]:
    """Count the working days from registration to answer, once for each pair of dates."""
    pairs: Iterable[tuple[date, date, int]] = (
        appeals.filter(ANSWERED)
        .annotate(a=TruncDate("registered_at"), b=TruncDate("answered_at"))
        .values_list("a", "b")
        .annotate(n=Count("pk"))
        .values_list("a", "b", "n")
    )
    days: Counter[int] = Counter()
    for start, end, n in pairs:
        days[calendar.workdays_between(start, end)] += n
    return days


def _counts(on: date) -> dict[str, Count]:
    return {column.key: Count("pk", filter=column.condition(on) or None) for column in COLUMNS}
