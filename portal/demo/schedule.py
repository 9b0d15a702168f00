"""Who receives in the demo, when, with which exceptions, and who approved the schedule."""

from datetime import date, timedelta

from core.workdays.calendar import Calendar
from core.workdays.source import working_calendar
from portal.demo.content import columns, rows
from services.models import Closure, Office, Official, ReceptionHours, ScheduleApproval

LOOK_AHEAD = timedelta(days=70)  # a monthly reception that a holiday took comes two months later


def officials(on: date) -> int:
    """Forty people with their hours, counted from `on`."""
    places = {office.slug: office for office in Office.objects.all()}
    for row in rows("officials", "official"):
        official, new = Official.objects.get_or_create(
            office=places[row["office"]],
            name_kk=row["name"]["kk"],
            defaults={
                "kind": row["kind"],
                "norm": row["norm"],
                **columns("name", row["name"]),
                **columns("post", row["post"]),
            },
        )
        if new:
            ReceptionHours.objects.bulk_create(_hours(official, row, on))
            Closure.objects.bulk_create(_exceptions(official, row, on))
    return Official.objects.count()


def _hours(official: Official, row: dict, on: date) -> list[ReceptionHours]:
    began = date(on.year - 1, 1, 1)
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
            valid_from=began,
        )
        for rule in row["hours"]
    ]


def _exceptions(official: Official, row: dict, on: date) -> list[Closure]:
    made = []
    for exception in row.get("exceptions", []):
        day = reception_day(row, on + timedelta(days=exception["after_days"]))
        made.append(
            Closure(
                office=official.office,
                official=official,
                first_day=day,
                last_day=day,
                **columns("reason", exception["reason"]),
            )
        )
    return made


def receives_on(row: dict, day: date, calendar: Calendar) -> bool:
    """Whether the rules of an official's `row` have a reception on `day`."""
    return calendar.is_workday(day) and any(
        rule["weekday"] == day.isoweekday()
        and rule.get("week", (day.day + 6) // 7) == (day.day + 6) // 7
        for rule in row["hours"]
    )


def reception_day(row: dict, start: date, step: int = 1) -> date:
    """The reception day nearest to `start`, going forward (`step` 1) or back (-1)."""
    calendar = working_calendar()
    day = start
    while not receives_on(row, day, calendar) and abs(day - start) < LOOK_AHEAD:
        day += timedelta(days=step)
    return day


def approvals(on: date) -> int:
    """The schedule of every office, approved in the last days before the running year."""
    calendar = working_calendar()
    approved = date(on.year - 1, 12, 27)
    while not calendar.is_workday(approved):
        approved -= timedelta(days=1)
    places = {office.slug: office for office in Office.objects.all()}
    for row in rows("offices", "office"):
        who = row["approver"]
        ScheduleApproval.objects.get_or_create(
            office=places[row["slug"]],
            valid_from=date(on.year, 1, 1),
            defaults={
                "approved_on": approved,
                **columns("approver", who["name"]),
                **columns("post", who["post"]),
            },
        )
    return ScheduleApproval.objects.count()
