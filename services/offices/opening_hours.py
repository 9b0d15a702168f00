"""Whether an office is open, until when, and its hours as lines to read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.workdays.calendar import Calendar
from core.workdays.source import working_calendar
from services.models.offices import WEEKDAYS, Office, OfficeHours
from services.models.schedule import Closure

LOOK_AHEAD = 21  # days in which a closed office must open again to say when

Span = tuple[time, time]


@dataclass(frozen=True)
class Opening:
    """Open until `until`, or closed until `opens`, with the reason when there is one today."""

    today: date
    until: datetime | None = None
    opens: datetime | None = None
    reason: str = ""

    @property
    def is_open(self) -> bool:
        return self.until is not None

    @property
    def sentence(self) -> str:
        """What stands beside the office's name, in the active language."""
        if self.until:
            return _("Open until %(time)s") % {"time": f"{self.until:%H:%M}"}
        if self.opens is None:
            return _("Closed now")
        return _("Closed now, opens %(when)s") % {"when": self._when(self.opens)}

    def _when(self, opens: datetime) -> str:
        clock = f"{opens:%H:%M}"
        days = (opens.date() - self.today).days
        if days == 0:
            return _("at %(time)s") % {"time": clock}
        if days == 1:
            return _("tomorrow at %(time)s") % {"time": clock}
        day = date_format(opens, "l" if days < 7 else "j E")
        return _("on %(day)s at %(time)s") % {"day": day.lower(), "time": clock}


@dataclass(frozen=True)
class HoursLine:
    """«Monday – Friday»: «09:00–13:00, 14:00–18:00»; `today` when it speaks of today."""

    label: str
    text: str
    today: bool = False


def opening(office: Office, at: datetime) -> Opening:
    """Whether `office` is open to visitors at `at`."""
    return openings([office], at)[office.pk]


def openings(offices: Iterable[Office], at: datetime) -> dict[int, Opening]:
    """The same for several offices by their id, in two queries."""
    offices = list(offices)
    calendar = working_calendar()
    today = timezone.localdate(at)
    hours: dict[int, list[OfficeHours]] = {}
    for row in OfficeHours.objects.filter(office__in=offices):
        hours.setdefault(row.office_id, []).append(row)
    shut: dict[int, list[Closure]] = {}
    for closure in Closure.objects.filter(office__in=offices, official=None, last_day__gte=today):
        shut.setdefault(closure.office_id, []).append(closure)
    return {
        office.pk: _opening(
            _visiting(hours.get(office.pk, [])), shut.get(office.pk, []), calendar, at
        )
        for office in offices
    }


def spans(hours: Iterable[OfficeHours], day: date, calendar: Calendar) -> list[Span]:
    """The hours that hold on `day`. A weekend day moved to work goes by Monday's hours."""
    weekday = day.isoweekday()
    if not calendar.is_workday(day) and (weekday < 6 or day in calendar.days_off):
        return []
    rows = [row for row in hours if row.weekday == weekday]
    if not rows and day in calendar.moved_workdays:
        rows = [row for row in hours if row.weekday == 1]
    return sorted((row.opens, row.closes) for row in rows)


def weekly_hours(office: Office, purpose: str, today: date | None = None) -> list[HoursLine]:
    """Return the week's hours for `purpose` (OfficeHours.Purpose), equal days on one line."""
    rows = [row for row in office.hours.all() if row.purpose == purpose]
    weekday = today.isoweekday() if today else 0
    return [HoursLine(_label(days), text, weekday in days) for days, text in group_weekdays(rows)]


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


def _visiting(hours: list[OfficeHours]) -> list[OfficeHours]:
    """The hours for visitors; an office that names none is open while it takes appeals."""
    for purpose in OfficeHours.Purpose.OPEN, OfficeHours.Purpose.WRITTEN:
        rows = [row for row in hours if row.purpose == purpose]
        if rows:
            return rows
    return []


def _opening(
    hours: list[OfficeHours], shut: list[Closure], calendar: Calendar, at: datetime
) -> Opening:
    local = timezone.localtime(at)
    today = local.date()
    reason = ""
    for days in range(LOOK_AHEAD):
        day = today + timedelta(days=days)
        why = next((one.reason for one in shut if one.first_day <= day <= one.last_day), "")
        if days == 0:
            reason = why or (calendar.days_off.get(day, "") if not calendar.is_workday(day) else "")
        for opens, closes in [] if why else spans(hours, day, calendar):
            starts = datetime.combine(day, opens, local.tzinfo)
            ends = datetime.combine(day, closes, local.tzinfo)
            if starts <= local < ends:
                return Opening(today, until=ends)
            if local < starts:
                return Opening(today, opens=starts, reason=reason)
    return Opening(today, reason=reason)


def _label(days: list[int]) -> str:
    names = dict(WEEKDAYS)
    first, last = str(names[days[0]]), str(names[days[-1]])
    if len(days) == 1:
        return first
    return f"{first}, {last.lower()}" if len(days) == 2 else f"{first} – {last.lower()}"
