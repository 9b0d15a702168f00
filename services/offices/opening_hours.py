"""Whether an office is open, until when, and its weekly hours as lines of text."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import page_cache
from core.i18n.dates import format_on_weekday
from core.moments import format_for_script, start_of_day
from core.workdays.calendar import Calendar
from core.workdays.source import working_calendar
from services.models.offices import WEEKDAYS, Office, OfficeHours
from services.models.schedule import Closure

LOOK_AHEAD_DAYS = 21  # how far to look for the next opening of a closed office
LATER_DAYS = 2  # days with hours that a page knows beside today
MONDAY = date(2025, 1, 6)

Span = tuple[time, time]
Row = TypeVar("Row", OfficeHours, Closure)
ByOffice = dict[int, list[Row]]


@dataclass(frozen=True)
class OpeningStatus:
    """Open until `closes_at`, or closed until `opens_at`, with the reason of a day off.

    `times`: when the office opens and closes, from the start of `today` as far as its hours of two
    later days. A page says with them what stays true however long it is kept.
    """

    today: date
    closes_at: datetime | None = None
    opens_at: datetime | None = None
    reason: str = ""
    times: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def is_open(self) -> bool:
        """Return whether visitors can come in now."""
        return self.closes_at is not None

    @property
    def sentence(self) -> str:
        """Return the hours of `today` with its date, or when the office opens after it."""
        day = date_format(self.today, "MONTH_DAY_FORMAT")
        spans = [
            format_time_range(opens.time(), closes.time())
            for opens, closes in self.times
            if opens.date() == self.today
        ]
        if spans:
            return f"{day}: {', '.join(spans)}"
        if not self.times:
            return _("%(day)s: closed") % {"day": day}
        opens_at = self.times[0][0]
        return _("%(day)s: closed, opens on %(next)s at %(time)s") % {
            "day": day,
            "next": date_format(opens_at, "MONTH_DAY_FORMAT"),
            "time": f"{opens_at:%H:%M}",
        }

    @property
    def for_script(self) -> str:
        """Return as JSON what portal.js says “open until” with, by the clock of the reader."""
        words = {
            "open": _("Open until %(time)s") % {"time": "{time}"},
            "closed": _("Closed now, opens %(when)s") % {"when": "{when}"},
            "today": _("at %(time)s") % {"time": "{time}"},
            "tomorrow": _("tomorrow at %(time)s") % {"time": "{time}"},
            "times": [
                [format_for_script(opens), format_for_script(closes), self._format_later(opens)]
                for opens, closes in self.times
            ],
        }
        return json.dumps(words, ensure_ascii=False)

    def _format_later(self, opens_at: datetime) -> str:
        """Return «on Monday at 09:00», the weekday within a week of `today`, else the date."""
        is_near = (opens_at.date() - self.today).days < 7
        day = format_on_weekday(opens_at) if is_near else date_format(opens_at, "j E")
        return _("on %(day)s at %(time)s") % {"day": day, "time": f"{opens_at:%H:%M}"}


@dataclass(frozen=True)
class HoursLine:
    """One line of the week: «Monday – Friday», «09:00–13:00, 14:00–18:00».

    `first` is the start of its first day in some week, `days` how many days it covers.
    """

    label: str
    text: str
    first: datetime
    days: int


def opening_status(office: Office, at: datetime) -> OpeningStatus:
    """Return whether `office` is open to visitors at `at`."""
    return opening_statuses([office], at)[office.pk]


def opening_statuses(offices: Iterable[Office], at: datetime) -> dict[int, OpeningStatus]:
    """Return the opening status of each office by its id; hours and closures are kept."""
    offices = list(offices)
    today = timezone.localdate(at)
    hours, closures = _hours_and_closures(today.replace(day=1))
    weeks = {office.working_week for office in offices}
    calendars = {week: working_calendar(week) for week in weeks}
    return {
        office.pk: _opening_status(
            _visiting_hours(hours.get(office.pk, [])),
            closures.get(office.pk, []),
            calendars[office.working_week],
            at,
        )
        for office in offices
    }


def _hours_and_closures(since: date) -> tuple[ByOffice[OfficeHours], ByOffice[Closure]]:
    """Return the hours of every office, and when the whole office is closed on `since` or later."""
    closures = Closure.objects.filter(official=None, last_day__gte=since)
    return page_cache.kept_value(
        ("opening", since), lambda: (_by_office(OfficeHours.objects.all()), _by_office(closures))
    )


def _by_office(rows: Iterable[Row]) -> ByOffice[Row]:
    groups: ByOffice[Row] = {}
    for row in rows:
        groups.setdefault(row.office_id, []).append(row)
    return groups


def hours_on(hours: Iterable[OfficeHours], day: date, calendar: Calendar) -> list[Span]:
    """Return the opening and closing times that hold on `day`, in order.

    A weekend day moved to work goes by Monday's hours.
    """
    weekday = day.isoweekday()
    if not calendar.is_workday(day) and (weekday <= calendar.week or day in calendar.days_off):
        return []
    rows = [row for row in hours if row.weekday == weekday]
    if not rows and day in calendar.moved_workdays:
        rows = [row for row in hours if row.weekday == 1]
    return sorted((row.opens, row.closes) for row in rows)


def weekly_hours(office: Office, purpose: str) -> list[HoursLine]:
    """Return the week's hours for `purpose` (OfficeHours.Purpose), equal days on one line."""
    rows = [row for row in office.hours.all() if row.purpose == purpose]
    return [
        HoursLine(
            _format_weekdays(days), text, start_of_day(MONDAY + timedelta(days[0] - 1)), len(days)
        )
        for days, text in group_weekdays(rows)
    ]


def group_weekdays(hours: Iterable[OfficeHours]) -> list[tuple[list[int], str]]:
    """Return consecutive weekdays (1 Monday … 7 Sunday) that have the same hours, with the hours.

    [([1, 2, 3, 4, 5], "09:00–13:00, 14:00–18:00")]
    """
    week: dict[int, list[Span]] = {}
    for row in hours:
        week.setdefault(row.weekday, []).append((row.opens, row.closes))
    groups: list[tuple[list[int], str]] = []
    for weekday in sorted(week):
        text = ", ".join(format_time_range(*span) for span in sorted(week[weekday]))
        if groups and groups[-1][1] == text and groups[-1][0][-1] == weekday - 1:
            groups[-1][0].append(weekday)
        else:
            groups.append(([weekday], text))
    return groups


def format_time_range(start: time, end: time) -> str:
    """Return two times as 09:00–13:00."""
    return f"{start:%H:%M}–{end:%H:%M}"


def _visiting_hours(hours: Iterable[OfficeHours]) -> list[OfficeHours]:
    """Return the hours for visitors; an office that has none is open while it takes appeals."""
    for purpose in OfficeHours.Purpose.OPEN, OfficeHours.Purpose.WRITTEN:
        rows = [row for row in hours if row.purpose == purpose]
        if rows:
            return rows
    return []


def _opening_status(
    hours: list[OfficeHours], closures: list[Closure], calendar: Calendar, at: datetime
) -> OpeningStatus:
    local = timezone.localtime(at)
    today = local.date()
    closed_because = _closed_because(closures, today)
    day_off = "" if calendar.is_workday(today) else calendar.days_off.get(today, "")
    reason = closed_because or day_off
    times = tuple(_opening_times(hours, closures, calendar, today))
    for opens_at, closes_at in times:
        if opens_at <= local < closes_at:
            return OpeningStatus(today, closes_at=closes_at, times=times)
        if local < opens_at:
            return OpeningStatus(today, opens_at=opens_at, reason=reason, times=times)
    return OpeningStatus(today, reason=reason, times=times)


def _opening_times(
    hours: list[OfficeHours], closures: list[Closure], calendar: Calendar, today: date
) -> Iterator[tuple[datetime, datetime]]:
    """Yield when the office opens and closes: today and on the next days that have hours."""
    zone, later_days = timezone.get_default_timezone(), 0
    for number in range(LOOK_AHEAD_DAYS):
        day = today + timedelta(days=number)
        spans = [] if _closed_because(closures, day) else hours_on(hours, day, calendar)
        for opens, closes in spans:
            yield datetime.combine(day, opens, zone), datetime.combine(day, closes, zone)
        later_days += bool(spans and number)
        if later_days == LATER_DAYS:
            return


def _closed_because(closures: Iterable[Closure], day: date) -> str:
    return next((row.reason for row in closures if row.first_day <= day <= row.last_day), "")


def _format_weekdays(days: list[int]) -> str:
    names = dict(WEEKDAYS)
    first, last = str(names[days[0]]), str(names[days[-1]])
    if len(days) == 1:
        return first
    return f"{first}, {last.lower()}" if len(days) == 2 else f"{first} – {last.lower()}"
