"""What the page of an office shows, as values that the shared components understand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.i18n.dates import parse_iso_date
from services.models.offices import Facility, Office, OfficeHours
from services.models.schedule import ScheduleApproval
from services.offices.opening_hours import (
    HoursLine,
    Opening,
    format_time_range,
    opening,
    weekly_hours,
)
from services.schedule.slots import Busy, Reception, busy, free_slots, receptions, receptions_in

WEEK = 7
DOT = "\u00a0· "  # a line does not begin with it
MONTHS_AHEAD = 3


@dataclass(frozen=True)
class Board:
    """Everything the office's page says besides its prose."""

    office: Office
    opening: Opening
    busy: Busy
    hours: list[tuple[str, list[HoursLine]]]
    facilities: list[str]
    week: list[dict]
    month: "Month"
    approval: ScheduleApproval | None


@dataclass(frozen=True)
class Month:
    """A month as a grid, with the addresses of its neighbours as YYYY-MM (empty at the ends)."""

    caption: str
    weekdays: list[str]
    weeks: list[list[dict]]
    before: str
    after: str


def board(office: Office, at: datetime, month: str = "") -> Board:
    """The board of `office` at `at`; `month` (YYYY-MM) chooses the grid, this month by default."""
    today = timezone.localdate(at)
    purposes = OfficeHours.Purpose
    hours = [(str(each.label), weekly_hours(office, each, today)) for each in purposes]
    return Board(
        office=office,
        opening=opening(office, at),
        busy=busy([office], at)[office.pk],
        hours=[(label, found) for label, found in hours if found],
        facilities=[str(Facility(code).label) for code in office.facilities if code in Facility],
        week=week(office, today, at),
        month=month_grid(office, _month(month, today), today),
        approval=office.approvals.filter(valid_from__lte=today).first(),
    )


def week(office: Office, today: date, at: datetime) -> list[dict]:
    """The next seven days that have a reception or are today, for the component week_list."""
    last = today + timedelta(days=WEEK - 1)
    found = _under_days(receptions(office, today, last, with_closed=True))
    free: dict[tuple, int] = {}
    for slot in free_slots(office, None, today, last, at):
        key = (slot.official, timezone.localdate(slot.starts_at))
        free[key] = free.get(key, 0) + slot.free
    days = []
    for n in range(WEEK):
        day = today + timedelta(days=n)
        if day not in found and n:
            continue
        rows = found.get(day, [])
        days.append(_day(day, today, rows, lambda each: _note(each, free, at)))
    return days


def network(offices: Iterable[Office], first: date, today: date) -> list[dict]:
    """Seven days from `first` over several offices, for the component week_list."""
    last = first + timedelta(days=WEEK - 1)
    found = _under_days(receptions_in(offices, first, last, with_closed=True))
    days = [_day(day, today, rows, _place) for day, rows in found.items()]
    for slot in (slot for day in days for slot in day["slots"]):
        office = slot["reception"].official.office
        slot["url"] = reverse("services:office", args=[office.slug])
        if why := slot["reception"].reason:
            slot["note"] = f"{_('No reception')}: {why} · {office.title}"
    return days


def month_grid(office: Office, first: date, today: date) -> Month:
    """The month that begins on `first`, in whole weeks, for the component month_grid."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    start = first - timedelta(days=first.weekday())
    found = _under_days(receptions(office, first, last, with_closed=True))
    weeks, day = [], start
    while day <= last:
        row = []
        for _weekday in range(7):
            cell = _day(day, today, found.get(day, []))
            cell |= {
                "number": day.day,
                "name": date_format(day, "F, l"),
                "outside": day.month != first.month,
            }
            row.append(cell)
            day += timedelta(days=1)
        weeks.append(row)
    monday = date(2024, 1, 1)
    this = today.replace(day=1)
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    return Month(
        caption=date_format(first, "YEAR_MONTH_FORMAT"),
        weekdays=[date_format(monday + timedelta(days=n), "D") for n in range(7)],
        weeks=weeks,
        before=f"{before:%Y-%m}" if first > this else "",
        after=f"{after:%Y-%m}" if first < _plus(this, MONTHS_AHEAD) else "",
    )


def _month(text: str, today: date) -> date:
    """The first day of the month asked for, kept within what the page offers."""
    this = today.replace(day=1)
    month = parse_iso_date(f"{text}-01") or this
    return min(max(month, this), _plus(this, MONTHS_AHEAD))


def _plus(first: date, months: int) -> date:
    for _step in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    return first


def _under_days(found: Iterable[Reception]) -> dict[date, list[Reception]]:
    days: dict[date, list[Reception]] = {}
    for each in found:
        days.setdefault(each.day, []).append(each)
    return days


def _day(day: date, today: date, rows: list[Reception], note=None) -> dict:
    """A day for the components: receptions held, or the one reason why none is."""
    reasons = {each.reason for each in rows}
    off = reasons.pop() if len(reasons) == 1 else ""
    slots = [] if off else [_slot(each, note) for each in rows]
    return {
        "name": date_format(day, "l"),
        "date": date_format(day, "MONTH_DAY_FORMAT"),
        "today": day == today,
        "off": off,
        "slots": slots,
    }


def _slot(reception: Reception, note) -> dict:
    return {
        "time": format_time_range(reception.starts, reception.ends),
        "title": reception.official.name,
        "note": reception.reason or (note(reception) if note else ""),
        "reception": reception,
    }


def _place(reception: Reception) -> str:
    """Post and office."""
    return DOT.join(filter(None, [reception.official.post, reception.official.office.title]))


def _note(reception: Reception, free: dict, at: datetime) -> str:
    """Post, room and how many times are left."""
    parts = [reception.official.post]
    if reception.room:
        parts.append(_("room %(room)s") % {"room": reception.room})
    if reception.by_video:
        parts.append(_("also by video call"))
    left = free.get((reception.official.pk, reception.day), 0)
    if reception.ends_at <= at:
        parts.append(_("over"))
    elif left:
        parts.append(ngettext("%(n)s time free", "%(n)s times free", left) % {"n": left})
    else:
        parts.append(_("all times are taken"))
    return DOT.join(filter(None, parts))
