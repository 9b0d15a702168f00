"""Officials of the demo, their reception hours, closures and schedule approvals."""

from datetime import date, timedelta

from core.workdays.calendar import Calendar
from core.workdays.source import working_calendar
from portal.content_files import localized_columns
from portal.demo.content import read_rows
from services.models import Closure, Office, Official, ReceptionHours, ScheduleApproval
from services.schedule.approvals import schedule_snapshots

MAX_SHIFT = timedelta(days=70)  # two skipped monthly receptions


def create_officials(on: date) -> int:
    """Create the officials with hours and closures relative to `on`; count them."""
    offices = {office.slug: office for office in Office.objects.all()}
    for row in read_rows("officials", "official"):
        official, new = Official.objects.get_or_create(
            office=offices[row["office"]],
            name_kk=row["name"]["kk"],
            defaults={
                "kind": row["kind"],
                "norm": row["norm"],
                **localized_columns("name", row["name"]),
                **localized_columns("post", row["post"]),
            },
        )
        if new:
            ReceptionHours.objects.bulk_create(_hours(official, row, on))
            Closure.objects.bulk_create(_exceptions(official, row, on))
    return Official.objects.count()


def _hours(official: Official, row: dict, on: date) -> list[ReceptionHours]:
    valid_from = date(on.year - 1, 1, 1)
    by_video = "video" in official.office.facilities
    return [
        ReceptionHours(
            official=official,
            weekday=rule["weekday"],
            week_of_month=rule.get("week"),
            starts=rule["from"],
            ends=rule["to"],
            minutes=rule["minutes"],
            seats=rule["seats"],
            room=rule["room"],
            by_video=by_video,
            valid_from=valid_from,
        )
        for rule in row["hours"]
    ]


def _exceptions(official: Official, row: dict, on: date) -> list[Closure]:
    closures = []
    for exception in row.get("exceptions", []):
        day = nearest_reception_day(row, on + timedelta(days=exception["after_days"]))
        closures.append(
            Closure(
                office=official.office,
                official=official,
                first_day=day,
                last_day=day,
                **localized_columns("reason", exception["reason"]),
            )
        )
    return closures


def has_reception(row: dict, day: date, calendar: Calendar) -> bool:
    """Return whether the hours of an official's `row` include `day`."""
    return calendar.is_workday(day) and any(
        rule["weekday"] == day.isoweekday()
        and rule.get("week", (day.day + 6) // 7) == (day.day + 6) // 7
        for rule in row["hours"]
    )


def nearest_reception_day(row: dict, start: date, step: int = 1) -> date:
    """Return the reception day nearest to `start`, forward (`step` 1) or back (-1)."""
    calendar = working_calendar()
    day = start
    while not has_reception(row, day, calendar) and abs(day - start) < MAX_SHIFT:
        day += timedelta(days=step)
    return day


def create_approvals(on: date) -> int:
    """Approve the schedule of every office just before the current year; count approvals."""
    calendar = working_calendar()
    approved = date(on.year - 1, 12, 27)
    while not calendar.is_workday(approved):
        approved -= timedelta(days=1)
    offices = {office.slug: office for office in Office.objects.all()}
    snapshots = schedule_snapshots(offices.values())
    for row in read_rows("offices", "office"):
        approver = row["approver"]
        ScheduleApproval.objects.get_or_create(
            office=offices[row["slug"]],
            valid_from=date(on.year, 1, 1),
            defaults={
                "approved_on": approved,
                "approved_schedule": snapshots[offices[row["slug"]].pk],
                **localized_columns("approver", approver["name"]),
                **localized_columns("post", approver["post"]),
            },
        )
    return ScheduleApproval.objects.count()
