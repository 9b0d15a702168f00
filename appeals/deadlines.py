"""Until when, and why that date. Pure rules over a working calendar; days are dates.

An appeal that comes after closing time or on a day off counts as registered on the next working
day (APPC art. 64); the term starts on the day after that.
"""

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from appeals.legal_terms import LegalTerm, get_term
from appeals.states import OVERDUE_COUNTED
from core.workdays.calendar import Calendar
from core.workdays.source import working_calendar
from services.models import Office, OfficeHours
from services.offices.opening_hours import hours_on

CLOSES = time(18, 0)  # the common end of the working day, where an office states none


def registration_day(at: datetime, calendar: Calendar, closes: time = CLOSES) -> date:
    """The day of registration in the law's sense for an appeal that came at `at` (art. 64)."""
    here = timezone.localtime(at)
    day = here.date()
    if calendar.is_workday(day) and here.replace(tzinfo=None) < datetime.combine(day, closes):
        return day
    return calendar.add_workdays(day, 1)


def closing_time_of(office: Office | None, at: datetime, calendar: Calendar) -> time:
    """When `office` stops taking written appeals on the day of `at`; a moved Saturday has the hours
    that visitors are told."""
    if office is None:
        return CLOSES
    rows = [row for row in office.hours.all() if row.purpose == OfficeHours.Purpose.WRITTEN]
    hours = hours_on(rows, timezone.localtime(at).date(), calendar)
    return max((closes for _opens, closes in hours), default=CLOSES)


def add_months(day: date, count: int) -> date:
    """The same day `count` months later, or that month's last day."""
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def term_end(rule: LegalTerm, start: date, calendar: Calendar) -> date:
    """The last day of a term that starts to run after `start`. Never a day off.

    A term in calendar days that ends on a day off ends on the next working day; one in months is a
    limit and ends on the working day before.
    """
    if rule.unit == "working_days":
        return calendar.add_workdays(start, rule.amount)
    if rule.unit == "days":
        day = start + timedelta(days=rule.amount)
        return day if calendar.is_workday(day) else calendar.add_workdays(day, 1)
    day = add_months(start, rule.amount)
    while not calendar.is_workday(day):
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True)
class TermDates:
    """What a citizen is promised: the day that counts, and the ends of the terms."""

    counted_from: date
    short: date
    full: date
    forward: date
    extension: date


def term_dates(
    at: datetime, office: Office | None = None, calendar: Calendar | None = None
) -> TermDates:
    """The promised days of an appeal that comes to `office` at `at`."""
    calendar = calendar or working_calendar()
    start = registration_day(at, calendar, closing_time_of(office, at, calendar))
    return term_dates_from(start, calendar)


def term_dates_from(start: date, calendar: Calendar | None = None) -> TermDates:
    """The same where the day that counts is known: every appeal keeps its own."""
    calendar = calendar or working_calendar()

    def end(code: str) -> date:
        return term_end(get_term(code, on=start), start, calendar)

    return TermDates(start, end("short_answer"), end("answer"), end("forward"), end("extension"))


def days_left(due_on: date, on: date, calendar: Calendar | None = None) -> int:
    """Working days from `on` to `due_on`: 0 today, negative when overdue."""
    calendar = calendar or working_calendar()
    if on <= due_on:
        return calendar.workdays_between(on, due_on)
    return -calendar.workdays_between(due_on, on)


def overdue(on: date) -> Q:
    """Condition: open and past its day on `on`."""
    return Q(state__in=OVERDUE_COUNTED, due_on__lt=on)


def short_answer_overdue(on: date) -> Q:
    """Condition: open, without the short answer, and past its day on `on`."""
    return Q(state__in=OVERDUE_COUNTED, short_answered_at=None, short_due_on__lt=on)


def due_within(on: date, working_days: int, calendar: Calendar | None = None) -> Q:
    """Condition: open and due between `on` and so many working days later."""
    calendar = calendar or working_calendar()
    last = calendar.add_workdays(on, working_days)
    return Q(state__in=OVERDUE_COUNTED, due_on__gte=on, due_on__lte=last)


@dataclass(frozen=True)
class StripDay:
    """One square of the strip. `kind`: registered, counted, skipped, short, due, late."""

    date: date
    kind: str
    number: int  # which working day of the term this is; 0 when not counted
    reason: str  # why it is skipped, in the active language
    today: bool


def term_strip(
    start: date, short: date, due: date, *, on: date, calendar: Calendar | None = None
) -> list[StripDay]:
    """Every day from registration to the end of the term, each with why it counts or not."""
    calendar = calendar or working_calendar()
    skipped = dict(calendar.skipped(start, due))
    days, number = [], 0
    for offset in range((due - start).days + 1):
        day = start + timedelta(days=offset)
        if day == start:
            days.append(StripDay(day, "registered", 0, "", day == on))
            continue
        if day in skipped:
            days.append(StripDay(day, "skipped", 0, str(skipped[day]), day == on))
            continue
        number += 1
        kind = "due" if day == due else "short" if day == short else "counted"
        days.append(StripDay(day, kind, number, "", day == on))
    return days
