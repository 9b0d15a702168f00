"""The stand of an office as one value: everything the wall must show.

Three templates read it: the screen, the printed sheet and the kiosk.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from appeals.legal_terms import get_term
from core import phones
from core.workdays.source import working_calendar
from services.models import Office, OfficeHours, ScheduleApproval
from services.schedule.slots import Reception, receptions

DAYS = 30
SOON = 4  # receptions that stand in the largest type


@dataclass(frozen=True)
class BoardDay:
    """A day of the month that has receptions; those not held carry their reason."""

    day: date
    today: bool
    receptions: list[Reception]


@dataclass(frozen=True)
class Board:
    """What hangs beside the door of `office` on `day`."""

    office: Office
    day: date
    days: list[BoardDay]
    written: list[tuple[str, str]]
    booking: list[tuple[str, str]]
    approval: ScheduleApproval | None
    path: str  # where the QR leads, without the host

    @property
    def today(self) -> list[Reception]:
        """Receptions of the day itself, those not held included."""
        return next((each.receptions for each in self.days if each.today), [])

    def now(self, at: datetime) -> Reception | None:
        """Who receives at this moment."""
        return next((r for r in self.today if r.held and r.starts_at <= at < r.ends_at), None)

    def next(self, at: datetime) -> Reception | None:
        """Who receives next, today or on a later day."""
        coming = (r for day in self.days for r in day.receptions)
        return next((r for r in coming if r.held and r.starts_at > at), None)


def board(office: Office, day: date, days: int = DAYS) -> Board:
    """The stand of `office` on `day`: today's and the coming month's receptions, and the hours.

    Names and reasons come in the active language.
    """
    found = receptions(office, day, day + timedelta(days=days), with_closed=True)
    return Board(
        office=office,
        day=day,
        days=[
            BoardDay(each, each == day, list(rows))
            for each, rows in groupby(found, key=lambda reception: reception.day)
        ],
        written=hours(office, OfficeHours.Purpose.WRITTEN),
        booking=hours(office, OfficeHours.Purpose.BOOKING),
        approval=office.approvals.filter(valid_from__lte=day).first(),
        path=reverse("services:office", args=[office.slug]),
    )


def hours(office: Office, purpose: str) -> list[tuple[str, str]]:
    """An office's hours for `purpose`, equal days joined: [("Monday – Friday", "9:00–18:00")]."""
    weekdays: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for row in office.hours.filter(purpose=purpose).order_by("weekday", "opens"):
        weekdays.setdefault(row.weekday, []).append(span(row.opens, row.closes))
        names[row.weekday] = row.get_weekday_display()
    lines: list[tuple[list[int], str]] = []
    for weekday, spans in weekdays.items():
        text = ", ".join(spans)
        if lines and lines[-1][1] == text and lines[-1][0][-1] == weekday - 1:
            lines[-1][0].append(weekday)
        else:
            lines.append(([weekday], text))
    return [
        (names[days[0]] if len(days) == 1 else f"{names[days[0]]} – {names[days[-1]]}", text)
        for days, text in lines
    ]


def span(starts: time, ends: time) -> str:
    """Two times as a reader sees them: 9:00–13:00."""
    return f"{starts:%H:%M}–{ends:%H:%M}"


def instruction(on: date) -> list[str]:
    """How appeals are considered, in five lines; the terms are those in force on the day."""
    answer, short = get_term("answer", on=on), get_term("short_answer", on=on)
    return [
        _("Book a time here, on the portal or by phone. Bring your identity card."),
        _("Write an appeal on paper or on the portal: you get a number and a secret."),
        ngettext(
            "The first answer comes within %(days)s working day.",
            "The first answer comes within %(days)s working days.",
            short.amount,
        )
        % {"days": short.amount},
        ngettext(
            "The full answer comes within %(days)s working day.",
            "The full answer comes within %(days)s working days.",
            answer.amount,
        )
        % {"days": answer.amount},
        _("With the number and the secret you see where your appeal is and rate the answer."),
    ]


def sides(office: Office, day: date, codes: tuple[str, ...] = ("kk", "ru")) -> list[dict]:
    """The stand in several languages side by side: plain texts, ready for a sheet of paper."""
    found = []
    for code in codes:
        with override(code):
            shown = board(office, day)
            found.append(
                {
                    "code": code,
                    "title": office.title,
                    "address": office.address,
                    "caption": _("Personal reception of citizens"),
                    "columns": [_("Day and time"), _("Who receives")],
                    "rows": _soon(shown),
                    "month_caption": _("The whole month"),
                    "month": _by_official(shown),
                    "empty": _("No receptions are planned for these days."),
                    "hours": [
                        (_("Written appeals are taken"), shown.written),
                        (_("Receptions are booked"), shown.booking),
                    ],
                    "instruction_title": _("How an appeal is considered"),
                    "instruction": instruction(day),
                    "approved": _approved(shown.approval),
                    "phone": _("Phone: %(phone)s") % {"phone": phones.format_phone(office.phone)},
                    "trust": _("Trust line: %(phone)s")
                    % {"phone": phones.format_phone(office.trust_line)},
                    "scan": _("Book and write from your phone"),
                    "posted": _("As of %(day)s") % {"day": date_format(day, "DATE_FORMAT")},
                }
            )
    return found


def _soon(shown: Board) -> list[dict]:
    """The next receptions by day: today's all, then as many as can be read from afar."""
    rows = [_row(day, each) for day in shown.days for each in day.receptions]
    return rows[: max(SOON, len(shown.today))]


def _by_official(shown: Board) -> list[dict]:
    """The month by who receives: times once, then the dates; what is not held says why."""
    found: dict[tuple, dict] = {}
    for day in shown.days:
        for each in day.receptions:
            key = (each.official.pk, each.starts, each.ends, each.room)
            line = found.setdefault(
                key,
                {
                    "who": each.official.name,
                    "post": each.official.post,
                    "time": span(each.starts, each.ends),
                    "room": each.room,
                    "place": _place(each.room),
                    "days": [],
                    "off": [],
                },
            )
            text = date_format(day.day, "MONTH_DAY_FORMAT")
            if each.held:
                line["days"].append(text)
            else:
                line["off"].append(f"{text}: {each.reason}")
    return [
        {**line, "days": ", ".join(line["days"]), "off": "; ".join(line["off"])}
        for line in found.values()
    ]


def _place(room: str) -> str:
    return _("room %(room)s") % {"room": room} if room else ""


def _row(shown: BoardDay, reception: Reception) -> dict:
    return {
        "day": date_format(shown.day, "MONTH_DAY_FORMAT"),
        "weekday": date_format(shown.day, "D"),
        "today": shown.today,
        "time": span(reception.starts, reception.ends),
        "who": reception.official.name,
        "post": reception.official.post,
        "place": _place(reception.room),
        "off": reception.reason,
    }


def _approved(approval: ScheduleApproval | None) -> str:
    if approval is None:
        return ""
    words = {
        "who": approval.approver,
        "post": approval.post,
        "day": date_format(approval.approved_on, "DATE_FORMAT"),
    }
    return _("Approved by %(post)s %(who)s on %(day)s") % words


def next_working_day(day: date) -> date:
    """`day`, or the next day that offices work."""
    return working_calendar().add_workdays(day, 0)


def today(at: datetime) -> date:
    """The day on the wall at a moment: the date in Kazakhstan."""
    return timezone.localdate(at)
