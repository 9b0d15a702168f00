"""Whether an office is open, until when, and its weekly hours as lines of text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.i18n.dates import format_on_weekday
from core.workdays.calendar import Calendar
from core.workdays.source import working_calendar
from services.models.offices import WEEKDAYS, Office, OfficeHours
from services.models.schedule import Closure

LOOK_AHEAD_DAYS = 21  # how far to look for the next opening of a closed office

Span = tuple[time, time]


@dataclass(frozen=True)
class OpeningStatus:
    """Open until `closes_at`, or closed until `opens_at`, with the reason of a day off."""

    today: date
    closes_at: datetime | None = None
    opens_at: datetime | None = None
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Return whether visitors can come in now."""
        return self.closes_at is not None

    @property
    def sentence(self) -> str:
        """Return the status as a sentence in the active language."""
        if self.closes_at:
            return _("Open until %(time)s") % {"time": f"{self.closes_at:%H:%M}"}
        if self.opens_at is None:
            return _("Closed now")
        return _("Closed now, opens %(when)s") % {"when": self._format_opening(self.opens_at)}

    def _format_opening(self, opens_at: datetime) -> str:
        clock = f"{opens_at:%H:%M}"
        days = (opens_at.date() - self.today).days
        if days == 0:
            return _("at %(time)s") % {"time": clock}
        if days == 1:
            return _("tomorrow at %(time)s") % {"time": clock}
        day = format_on_weekday(opens_at) if days < 7 else date_format(opens_at, "j E")
        return _("on %(day)s at %(time)s") % {"day": day, "time": clock}


@dataclass(frozen=True)
class HoursLine:
    """One line of the week: «Monday – Friday», «09:00–13:00, 14:00–18:00»."""

    label: str
    text: str
    today: bool = False  # the line includes the current weekday


def opening_status(office: Office, at: datetime) -> OpeningStatus:
    """Return whether `office` is open to visitors at `at`."""
    return opening_statuses([office], at)[office.pk]


def opening_statuses(offices: Iterable[Office], at: datetime) -> dict[int, OpeningStatus]:
    """Return the opening status of each office by its id, in two queries."""
    offices = list(offices)
    today = timezone.localdate(at)
    hours: dict[int, list[OfficeHours]] = {}
    for row in OfficeHours.objects.filter(office__in=offices):
        hours.setdefault(row.office_id, []).append(row)
    closures: dict[int, list[Closure]] = {}
    for closure in Closure.objects.filter(office__in=offices, official=None, last_day__gte=today):
        closures.setdefault(closure.office_id, []).append(closure)
    return {
        office.pk: _opening_status(
            _visiting_hours(hours.get(office.pk, [])),
            closures.get(office.pk, []),
            working_calendar(office.working_week),
            at,
        )
        for office in offices
    }


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


def weekly_hours(office: Office, purpose: str, today: date | None = None) -> list[HoursLine]:
    """Return the week's hours for `purpose` (OfficeHours.Purpose), equal days on one line."""
    rows = [row for row in office.hours.all() if row.purpose == purpose]
    weekday = today.isoweekday() if today else 0
    return [
        HoursLine(_format_weekdays(days), text, weekday in days)
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


def _visiting_hours(hours: list[OfficeHours]) -> list[OfficeHours]:
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
    reason = ""
    for days in range(LOOK_AHEAD_DAYS):
        day = today + timedelta(days=days)
        closed_because = next(
            (row.reason for row in closures if row.first_day <= day <= row.last_day), ""
        )
        if days == 0:
            day_off = "" if calendar.is_workday(day) else calendar.days_off.get(day, "")
            reason = closed_because or day_off
        for opens, closes in [] if closed_because else hours_on(hours, day, calendar):
            opens_at = datetime.combine(day, opens, local.tzinfo)
            closes_at = datetime.combine(day, closes, local.tzinfo)
            if opens_at <= local < closes_at:
                return OpeningStatus(today, closes_at=closes_at)
            if local < opens_at:
                return OpeningStatus(today, opens_at=opens_at, reason=reason)
    return OpeningStatus(today, reason=reason)


def _format_weekdays(days: list[int]) -> str:
    names = dict(WEEKDAYS)
    first, last = str(names[days[0]]), str(names[days[-1]])
    if len(days) == 1:
        return first
    return f"{first}, {last.lower()}" if len(days) == 2 else f"{first} – {last.lower()}"
