"""The contents of an office's page, as values for the shared components."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.i18n.dates import parse_iso_date
from core.moments import format_for_script, start_of_day
from services.models.offices import Facility, Office, OfficeHours
from services.models.schedule import ScheduleApproval
from services.offices.opening_hours import (
    HoursLine,
    OpeningStatus,
    format_time_range,
    opening_status,
    weekly_hours,
)
from services.schedule.approvals import kept_approval
from services.schedule.slots import (
    Occupancy,
    Reception,
    has_reception_hours,
    occupancy_today,
    receptions,
    shown_slots,
)

WEEK_DAYS = 7
SEPARATOR = "\u00a0· "  # the no-break space keeps the dot off the start of a line
MONTHS_AHEAD = 3


@dataclass(frozen=True)
class OfficePageContent:
    """Everything that an office's page shows besides its prose."""

    office: Office
    opening: OpeningStatus
    occupancy: Occupancy
    hours: list[tuple[str, list[HoursLine]]]
    facilities: list[str]
    week: list[dict]
    month: "Month"
    approval: ScheduleApproval | None
    can_book: bool
    until: datetime  # from then on another text is right, though nobody changed anything


@dataclass(frozen=True)
class Month:
    """A month as a grid, with its neighbours as YYYY-MM (empty at the ends of the range)."""

    caption: str
    weekdays: list[str]
    weeks: list[list[dict]]
    before: str
    after: str


def office_page_content(office: Office, at: datetime, month: str = "") -> OfficePageContent:
    """Return what the page of `office` shows at `at`; `month` (YYYY-MM) chooses the grid."""
    today = timezone.localdate(at)
    hours = [(str(purpose.label), weekly_hours(office, purpose)) for purpose in OfficeHours.Purpose]
    occupancy = occupancy_today([office], at)[office.pk]
    week = week_days(office, today, at)
    return OfficePageContent(
        office=office,
        opening=opening_status(office, at),
        occupancy=occupancy,
        hours=[(label, lines) for label, lines in hours if lines],
        facilities=[str(Facility(code).label) for code in office.facilities if code in Facility],
        week=week,
        month=month_grid(office, _parse_month(month, today), today.replace(day=1)),
        approval=kept_approval(office, today),
        can_book=has_reception_hours(office, today),
        until=min([occupancy.window.until, *_ends_after(week, at)]),
    )


def _ends_after(days: Iterable[dict], at: datetime) -> Iterator[datetime]:
    """Yield when the receptions of `days` end that are not over at `at`."""
    for day in days:
        for slot in day["slots"]:
            if slot["reception"].ends_at > at:
                yield slot["reception"].ends_at


def week_days(office: Office, today: date, at: datetime) -> list[dict]:
    """Return today and those of the next six days that have a reception, for week_list."""
    last = today + timedelta(days=WEEK_DAYS - 1)
    by_day = _group_by_day(receptions(office, today, last, include_closed=True))
    free: dict[tuple, int] = {}
    for slot in shown_slots(office, today, last, at):
        key = (slot.official, timezone.localdate(slot.starts_at))
        free[key] = free.get(key, 0) + slot.free
    days = []
    for offset in range(WEEK_DAYS):
        day = today + timedelta(days=offset)
        if day in by_day or day == today:
            rows = by_day.get(day, [])
            cell = _day_cell(day, rows)
            for slot in cell["slots"]:
                if slot["reception"].held:
                    slot |= _note_and_times(slot["reception"], free, at)
            days.append(cell)
    return days


def network_week_days(office: Office | None, first: date) -> list[dict]:
    """Return seven days of an office, or of all, from `first` for the component week_list."""
    last = first + timedelta(days=WEEK_DAYS - 1)
    by_day = _group_by_day(receptions(office, first, last, include_closed=True))
    days = [_day_cell(day, rows) for day, rows in by_day.items()]
    for slot in (slot for day in days for slot in day["slots"]):
        official, note = slot["reception"].official, slot["reception"].closed_note
        slot["url"] = reverse("services:office", args=[official.office.slug])
        slot["note"] = _join(note or official.post, official.office.title)
    return days


def month_grid(office: Office, first: date, this_month: date) -> Month:
    """Return the month that begins on `first`, in whole weeks for the component month_grid.

    The grid leads from the month that began on `this_month` to the last that can be shown.
    """
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    by_day = _group_by_day(receptions(office, first, last, include_closed=True))
    weeks, day = [], first - timedelta(days=first.weekday())
    while day <= last:
        week = []
        for _weekday in range(7):
            cell = _day_cell(day, by_day.get(day, []))
            cell |= {
                "number": day.day,
                "name": date_format(day, "E, l"),
                "outside": day.month != first.month,
            }
            week.append(cell)
            day += timedelta(days=1)
        weeks.append(week)
    monday = date(2024, 1, 1)
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    return Month(
        caption=date_format(first, "YEAR_MONTH_FORMAT"),
        weekdays=[date_format(monday + timedelta(days=n), "D") for n in range(7)],
        weeks=weeks,
        before=f"{before:%Y-%m}" if first > this_month else "",
        after=f"{after:%Y-%m}" if first < _add_months(this_month, MONTHS_AHEAD) else "",
    )


def _parse_month(text: str, today: date) -> date:
    """Return the first day of the month `text` (YYYY-MM), limited to the range of the page."""
    this_month = today.replace(day=1)
    month = parse_iso_date(f"{text}-01") or this_month
    return min(max(month, this_month), _add_months(this_month, MONTHS_AHEAD))


def _add_months(first: date, months: int) -> date:
    for _step in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    return first


def _group_by_day(rows: Iterable[Reception]) -> dict[date, list[Reception]]:
    days: dict[date, list[Reception]] = {}
    for row in rows:
        days.setdefault(row.day, []).append(row)
    return days


def _day_cell(day: date, rows: list[Reception]) -> dict:
    """Return a day for the components: its receptions, or why the whole office has none.

    An official who is away is named with the reason.
    """
    notes = {row.closed_note for row in rows}
    off = notes.pop() if len(notes) == 1 and not any(row.away for row in rows) else ""
    return {
        "name": date_format(day, "l"),
        "date": date_format(day, "MONTH_DAY_FORMAT"),
        "starts": format_for_script(start_of_day(day)),
        "off": off,
        "slots": [] if off else [_slot_cell(row) for row in rows],
    }


def _slot_cell(reception: Reception) -> dict:
    return {
        "time": format_time_range(reception.starts, reception.ends),
        "title": reception.official.name,
        "off": reception.closed_note,
        "note": reception.closed_note,
        "reception": reception,
    }


def _join(*parts: str) -> str:
    return SEPARATOR.join(filter(None, parts))


def _note_and_times(reception: Reception, free: dict, at: datetime) -> dict:
    """Return "note", the official's post and the room, and "times": how many are left.

    They are no longer true at "ends": the script then says that the reception is over.
    """
    left = free.get((reception.official.pk, reception.day), 0)
    if reception.ends_at <= at:
        times = _("over")
    elif left:
        times = ngettext("%(n)s time free", "%(n)s times free", left) % {"n": left}
    else:
        times = _("all times are taken")
    by_video = _("also by video call") if reception.by_video else ""
    return {
        "note": _join(reception.official.post, reception.room_label, by_video),
        "times": times,
        "ends": format_for_script(reception.ends_at),
    }
