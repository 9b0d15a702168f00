"""Figures of appeals over a period. No clock, no template: the day counted on comes in.

A figure follows the appeals registered in the period, so its parts add up:
received = in time + late + overdue + within the term + forwarded + closed without an answer.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMonth

from appeals.models import Appeal, Rating
from appeals.states import OPEN, State
from core.workdays.calendar import Calendar
from services.models import Office

ANSWERED = Q(answered_at__isnull=False)
UNANSWERED = Q(answered_at__isnull=True)
IN_TIME = ANSWERED & Q(answered_at__date__lte=F("due_on"))


@dataclass(frozen=True)
class Figures:
    """Counts of appeals; `median_days` in working days, `rating` 1-5, both None when there is none.

    `overdue` counts the open ones past their day too, not only the late answers.
    """

    received: int = 0
    in_time: int = 0
    late: int = 0
    overdue: int = 0
    within_term: int = 0
    forwarded: int = 0
    closed: int = 0
    median_days: float | None = None
    rating: float | None = None
    ratings: int = 0

    @property
    def answered(self) -> int:
        return self.in_time + self.late

    @property
    def share_in_time(self) -> int | None:
        """Answered in time out of all that should have been answered by now, in per cent."""
        due = self.in_time + self.late + self.overdue
        return round(100 * self.in_time / due) if due else None

    def as_dict(self) -> dict:
        """For a frozen report and for programs."""
        return {**asdict(self), "answered": self.answered, "share_in_time": self.share_in_time}


def registered_between(since: date, until: date, office: Office | None = None) -> QuerySet[Appeal]:
    """Appeals registered from `since` to `until`, both included."""
    found = Appeal.objects.filter(
        registered_at__date__gte=since, registered_at__date__lte=until
    ).order_by()
    return found.filter(office=office) if office else found


def compute_figures(found: QuerySet[Appeal], on: date, calendar: Calendar) -> Figures:
    """The figures of `found` as they stand on the day `on`."""
    counts = found.aggregate(**_counts(on))
    stars = Rating.objects.filter(appeal__in=found).aggregate(mean=Avg("stars"), n=Count("pk"))
    return Figures(
        **counts,
        median_days=median(_days_taken(found, calendar)),
        rating=round(stars["mean"], 1) if stars["n"] else None,
        ratings=stars["n"],
    )


def by_month(found: QuerySet[Appeal], on: date) -> list[tuple[date, Figures]]:
    """Counts by month of registration, oldest first."""
    months = found.annotate(month=TruncMonth("registered_at")).values("month")
    rows: list[Any] = list(months.annotate(**_counts(on)).order_by("month"))
    return [(row.pop("month").date(), Figures(**row)) for row in rows]


def by_office(found: QuerySet[Appeal], on: date) -> list[tuple[Office, Figures]]:
    """Counts by office, most appeals first; offices without appeals are left out."""
    rows: list[Any] = list(found.values("office").annotate(**_counts(on)))
    offices = Office.objects.in_bulk([row["office"] for row in rows])
    shown = [(offices[row.pop("office")], Figures(**row)) for row in rows]
    return sorted(shown, key=lambda pair: (-pair[1].received, pair[0].title))


def by_topic(found: QuerySet[Appeal]) -> list[tuple[str, int]]:
    """The topics, the most frequent first: (slug, count)."""
    rows = found.values("topic__slug").annotate(n=Count("pk")).order_by("-n", "topic__slug")
    return [(row["topic__slug"], row["n"]) for row in rows]


def median(days: Counter[int]) -> float | None:
    """The middle of counted numbers: {days: how many appeals}."""
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


def _days_taken(found: QuerySet[Appeal], calendar: Calendar) -> Counter[int]:
    """Working days from registration to answer, counted once for each pair of dates."""
    pairs: Iterable[tuple[date, date, int]] = (
        found.filter(ANSWERED)
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
    waiting = UNANSWERED & Q(state__in=OPEN)
    return {
        "received": Count("pk"),
        "in_time": Count("pk", filter=IN_TIME),
        "late": Count("pk", filter=ANSWERED & Q(answered_at__date__gt=F("due_on"))),
        "overdue": Count("pk", filter=waiting & Q(due_on__lt=on)),
        "within_term": Count("pk", filter=waiting & Q(due_on__gte=on)),
        "forwarded": Count("pk", filter=UNANSWERED & Q(state=State.FORWARDED)),
        "closed": Count("pk", filter=UNANSWERED & Q(state=State.CLOSED)),
    }
