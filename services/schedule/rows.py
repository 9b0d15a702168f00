"""The rows that receptions are computed from: who receives, by which rules, when it is closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from core import page_cache
from core.workdays.source import working_calendar
from services.models.offices import Office, Official
from services.models.schedule import Closure, ReceptionHours
from services.schedule import timetable


@dataclass(frozen=True)
class ScheduleRows:
    """Officials by their ids, with their offices' closures and their own hours."""

    officials: dict[int, Official]
    closures: list[Closure]
    hours: list[ReceptionHours]

    def receiving(self) -> "ScheduleRows":
        """Return the rows of those who receive today, without those who have stopped."""
        officials = {pk: official for pk, official in self.officials.items() if official.active}
        return ScheduleRows(officials, self.closures, self.hours)

    def sessions(self, first: date, last: date) -> list[timetable.Session]:
        """Return the receptions from `first` to `last`, held or not, in order of time.

        The reasons come in the active language.
        """
        closed: dict[int, list[timetable.ClosedPeriod]] = {}
        for row in self.closures:
            closed.setdefault(row.office_id, []).append(
                timetable.ClosedPeriod(
                    row.first_day, row.last_day, row.reason or _("No reception"), row.official_id
                )
            )
        rules: dict[Office, list[timetable.Rule]] = {}
        for hours in self.hours:
            if official := self.officials.get(hours.official_id):
                rules.setdefault(official.office, []).append(_to_rule(hours, official.office))
        calendars = {week: working_calendar(week) for week in {row.working_week for row in rules}}
        sessions = []
        for office, office_rules in rules.items():
            calendar = calendars[office.working_week]
            sessions += timetable.sessions(
                office_rules, closed.get(office.pk, []), calendar, first, last
            )
        return sorted(sessions, key=lambda row: (row.day, row.rule.starts, row.rule.key))


def active_officials(
    offices: Iterable[Office] | None,
    official: Official | None = None,
    also_until: date | None = None,
) -> dict[int, Official]:
    """Return the officials who receive; `also_until` adds those who received until that day."""
    receiving = Q(active=True)
    if also_until is not None:
        receiving |= Q(receives_until__gte=also_until)
    rows = Official.objects.filter(receiving, office__active=True).select_related("office")
    if offices is not None:
        rows = rows.filter(office__in=list(offices))
    if official is not None:
        rows = rows.filter(pk=official.pk)
    return {row.pk: row for row in rows}


def read_rows(officials: dict[int, Official], since: date) -> ScheduleRows:
    """Read the closures and the hours that count on `since` or later, in two queries."""
    offices = {official.office_id for official in officials.values()}
    closures = Closure.objects.filter(office__in=offices, last_day__gte=since)
    hours = ReceptionHours.objects.filter(official__in=officials).exclude(valid_until__lt=since)
    return ScheduleRows(officials, list(closures), list(hours))


def kept_rows(office: Office | None, since: date) -> ScheduleRows:
    """Return the rows of an office, or of all, for a page that shows `since` or later.

    They are read once while nobody edits a schedule; what is booked by them is read anew.
    """
    offices, month = office and [office], since.replace(day=1)
    return page_cache.kept_value(
        ("schedule", office and office.pk, month),
        lambda: read_rows(active_officials(offices, also_until=month), month),
    )


def _to_rule(hours: ReceptionHours, office: Office) -> timetable.Rule:
    """Return the row as a value for the pure rules of timetable.

    Without a text on how to connect, an office offers no reception by video.
    """
    return timetable.Rule(
        key=hours.pk,
        official=hours.official_id,
        weekday=hours.weekday,
        week_of_month=hours.week_of_month,
        starts=hours.starts,
        ends=hours.ends,
        minutes=hours.minutes,
        seats=hours.seats,
        room=hours.room,
        by_video=hours.by_video and bool(office.video_connection),
        valid_from=hours.valid_from,
        valid_until=hours.valid_until,
    )
