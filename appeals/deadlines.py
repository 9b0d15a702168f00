"""Due dates of an appeal. Pure rules over a working calendar; days are dates.

An appeal that comes after closing time or on a day off counts as registered on the next working
day (APPC art. 64); the term starts on the day after that.
"""

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from appeals.legal_terms import LegalTerm, get_term
from appeals.models import Appeal
from appeals.states import NOT_BEGUN, OVERDUE_COUNTED
from core.workdays.calendar import Calendar
from core.workdays.source import working_calendar
from services.models import Office, OfficeHours
from services.models.offices import WorkingWeek
from services.offices.opening_hours import hours_on

CLOSES = time(18, 0)  # the end of the working day where an office states none


def office_calendar(office: Office | None) -> Calendar:
    """Return the working calendar of an office; of a five-day week without one."""
    return working_calendar(office.working_week) if office else working_calendar()


def appeal_calendar(appeal: Appeal) -> Calendar:
    """Return the calendar of an appeal's terms: that of the office that received it."""
    return working_calendar(appeal.working_week)


def registration_day(at: datetime, calendar: Calendar, closes: time = CLOSES) -> date:
    """Return the legal day of registration of an appeal that came at `at` (APPC art. 64)."""
    here = timezone.localtime(at)
    day = here.date()
    if calendar.is_workday(day) and here.replace(tzinfo=None) < datetime.combine(day, closes):
        return day
    return calendar.add_workdays(day, 1)


def closing_time(office: Office | None, at: datetime, calendar: Calendar) -> time:
    """Return when `office` stops taking written appeals on the day of `at`.

    A working Saturday has the hours that are published to visitors.
    """
    if office is None:
        return CLOSES
    rows = [row for row in office.hours.all() if row.purpose == OfficeHours.Purpose.WRITTEN]
    hours = hours_on(rows, timezone.localtime(at).date(), calendar)
    return max((closes for _opens, closes in hours), default=CLOSES)


def add_months(day: date, count: int) -> date:
    """Return the same day `count` months later, or the last day of that month."""
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def term_end(rule: LegalTerm, start: date, calendar: Calendar) -> date:
    """Return the last day of a term that runs from the day after `start`; never a day off.

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
    """The day the terms are counted from, and the last day of each term."""

    counted_from: date
    short: date
    full: date
    forward: date
    extension: date


def term_dates(
    at: datetime, office: Office | None = None, calendar: Calendar | None = None
) -> TermDates:
    """Return the dates of an appeal that comes to `office` at `at`."""
    calendar = calendar or office_calendar(office)
    start = registration_day(at, calendar, closing_time(office, at, calendar))
    return term_dates_from(start, calendar)


def term_dates_from(start: date, calendar: Calendar | None = None) -> TermDates:
    """Return the dates of an appeal whose terms are counted from `start`."""
    calendar = calendar or working_calendar()

    def end(code: str) -> date:
        return term_end(get_term(code, on=start), start, calendar)

    return TermDates(start, end("short_answer"), end("answer"), end("forward"), end("extension"))


def days_left(due_on: date, on: date, calendar: Calendar | None = None) -> int:
    """Return the working days from `on` to `due_on`: 0 today, negative when overdue."""
    calendar = calendar or working_calendar()
    if on <= due_on:
        return calendar.workdays_between(on, due_on)
    return -calendar.workdays_between(due_on, on)


def appeal_days_left(appeal: Appeal, on: date) -> int:
    """Return the working days left of a term, which does not run before `counted_from`."""
    return days_left(appeal.due_on, max(on, appeal.counted_from), appeal_calendar(appeal))


def came_outside_hours(appeal: Appeal) -> bool:
    """Return whether the term of an appeal counts from a later day than it came (APPC art. 64)."""
    return appeal.counted_from != timezone.localdate(appeal.registered_at)


def overdue(on: date) -> Q:
    """Return the condition "open, and its due date is before `on`"."""
    return Q(state__in=OVERDUE_COUNTED, due_on__lt=on)


def short_answer_overdue(on: date) -> Q:
    """Return the condition "open, and the short answer was due before `on`"."""
    return Q(state__in=OVERDUE_COUNTED, short_answered_at=None, short_due_on__lt=on)


def short_answer_due(on: date) -> Q:
    """Return the condition "open, and the short answer is due on the day `on` or was before"."""
    return Q(state__in=OVERDUE_COUNTED, short_answered_at=None, short_due_on__lte=on)


def forward_until(appeal: Appeal) -> date:
    """Return the last day to forward an appeal by competence (APPC art. 65)."""
    return term_dates_from(appeal.counted_from, appeal_calendar(appeal)).forward


def forwarding_due(on: date) -> Q:
    """Return the condition "not begun, and to be forwarded by the day `on` at the latest".

    Exact while the term is in working days.
    """
    due = Q()
    for week in WorkingWeek.values:
        first = working_calendar(week).add_workdays(on, -get_term("forward", on=on).amount)
        due |= Q(working_week=week, counted_from__lte=first)
    return Q(state__in=NOT_BEGUN) & due


def due_within(on: date, working_days: int) -> Q:
    """Return the condition "open, and due from `on` to so many working days later"."""
    soon = Q()
    for week in WorkingWeek.values:
        last = working_calendar(week).add_workdays(on, working_days)
        soon |= Q(working_week=week, due_on__lte=last)
    return Q(state__in=OVERDUE_COUNTED, due_on__gte=on) & soon


@dataclass(frozen=True)
class StripDay:
    """A day of the due strip. `kind`: registered, counted, skipped, short, due."""

    date: date
    kind: str
    number: int  # which working day of the term this is; 0 when not counted
    reason: str  # why it is skipped, in the active language
    today: bool


def term_strip(
    start: date, short: date, due: date, *, on: date, calendar: Calendar | None = None
) -> list[StripDay]:
    """Return every day of the term from registration on, with the reason of each skipped day.

    The last day is the due day, also when it is a day off: a term that ended before that was known.
    """
    calendar = calendar or working_calendar()
    skipped = dict(calendar.skipped(start, due))
    days, number = [], 0
    for offset in range((due - start).days + 1):
        day = start + timedelta(days=offset)
        if day == start:
            days.append(StripDay(day, "registered", 0, "", day == on))
            continue
        if day in skipped:
            kind = "due" if day == due else "skipped"
            days.append(StripDay(day, kind, 0, str(skipped[day]), day == on))
            continue
        number += 1
        kind = "due" if day == due else "short" if day == short else "counted"
        days.append(StripDay(day, kind, number, "", day == on))
    return days
