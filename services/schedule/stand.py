"""The information stand of an office: receptions of the coming month, hours, how appeals go.

Three templates read it: the page, the printed sheet and the kiosk screen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core import phones
from services.models import Office, OfficeHours, ScheduleApproval
from services.models.offices import WEEKDAYS
from services.offices.opening_hours import format_time_range, group_weekdays
from services.schedule.approvals import WINDOW_DAYS, kept_approval
from services.schedule.slots import Reception, receptions

DAYS = WINDOW_DAYS
MIN_UPCOMING_ROWS = 4  # receptions printed in the largest type


@dataclass(frozen=True)
class AnswerTerms:
    """Legal terms of an answer to an appeal, in working days."""

    short_answer: int
    answer: int


@dataclass(frozen=True)
class StandDay:
    """A day that has receptions; those that are not held carry their reason."""

    day: date
    today: bool
    receptions: list[Reception]


@dataclass(frozen=True)
class Stand:
    """The contents of the stand of `office` on `day`; hours are pairs of weekdays and times."""

    office: Office
    day: date
    days: list[StandDay]
    written: list[tuple[str, str]]
    booking: list[tuple[str, str]]

    @property
    def receptions_today(self) -> list[Reception]:
        """Receptions of the day itself, including those that are not held."""
        return next((day.receptions for day in self.days if day.today), [])

    def current_reception(self, at: datetime) -> Reception | None:
        """Return the reception that is going on at `at`."""
        return next(
            (r for r in self.receptions_today if r.held and r.starts_at <= at < r.ends_at), None
        )

    def next_reception(self, at: datetime) -> Reception | None:
        """Return the first reception that starts after `at`, today or on a later day."""
        coming = (r for day in self.days for r in day.receptions)
        return next((r for r in coming if r.held and r.starts_at > at), None)


_answer_terms: list[Callable[[date], AnswerTerms]] = []


def register_answer_terms(source: Callable[[date], AnswerTerms]) -> None:
    """Register the function that returns the legal terms of an answer in force on a day.

    The package that knows the terms calls this when it is loaded; without it the stand leaves
    the two lines out.
    """
    _answer_terms[:] = [source]


def build_stand(office: Office, day: date, days: int = DAYS) -> Stand:
    """Return the stand of `office` on `day` with the receptions of that day and `days` more.

    Names and reasons come in the active language.
    """
    rows = receptions(office, day, day + timedelta(days=days), include_closed=True)
    return Stand(
        office=office,
        day=day,
        days=[
            StandDay(key, key == day, list(group))
            for key, group in groupby(rows, key=lambda reception: reception.day)
        ],
        written=office_hours(office, OfficeHours.Purpose.WRITTEN),
        booking=office_hours(office, OfficeHours.Purpose.BOOKING),
    )


def office_hours(office: Office, purpose: str) -> list[tuple[str, str]]:
    """Return the hours for `purpose`, equal days joined: [("Monday – Friday", "9:00–18:00")]."""
    names = dict(WEEKDAYS)
    return [
        (" – ".join(str(names[day]) for day in sorted({days[0], days[-1]})), times)
        for days, times in group_weekdays(
            row for row in office.hours.all() if row.purpose == purpose
        )
    ]


def appeal_instructions(on: date) -> list[str]:
    """Return how an appeal is considered, line by line, with the legal terms in force on `on`."""
    return [
        _("Book a time on the portal; staff here help with it. Bring your identity card."),
        _("Write an appeal on paper or on the portal: you get a number and a secret."),
        *(line for source in _answer_terms for line in _term_lines(source(on))),
        _("With the number and the secret you see where your appeal is and rate the answer."),
    ]


def _term_lines(terms: AnswerTerms) -> list[str]:
    return [
        ngettext(
            "The first answer comes within %(days)s working day.",
            "The first answer comes within %(days)s working days.",
            terms.short_answer,
        )
        % {"days": terms.short_answer},
        ngettext(
            "The full answer comes within %(days)s working day.",
            "The full answer comes within %(days)s working days.",
            terms.answer,
        )
        % {"days": terms.answer},
    ]


def stand_sides(office: Office, day: date, codes: tuple[str, ...] = ("kk", "ru")) -> list[dict]:
    """Return the stand once per language of `codes`, as plain texts for the page and the sheet."""
    approval, sides = kept_approval(office, day), []
    for code in codes:
        with override(code):
            sides.append(_stand_side(build_stand(office, day), approval, code))
    return sides


def _stand_side(stand: Stand, approval: ScheduleApproval | None, code: str) -> dict:
    office, day = stand.office, stand.day
    return {
        "code": code,
        "title": office.title,
        "address": office.address,
        "caption": _("Personal reception of citizens"),
        "columns": [_("Day and time"), _("Who receives")],
        "rows": _upcoming_rows(stand),
        "month_caption": _("The whole month"),
        "month": _rows_by_official(stand),
        "empty": _("No receptions are planned for these days."),
        "hours": [
            (_("Written appeals are taken"), stand.written),
            (_("Receptions are booked"), stand.booking),
        ],
        "instruction_title": _("How an appeal is considered"),
        "instruction": appeal_instructions(day),
        "approved": _format_approval(approval),
        "phone": _("Phone: %(phone)s") % {"phone": phones.format_phone(office.phone)},
        "trust": _("Trust line: %(phone)s") % {"phone": phones.format_phone(office.trust_line)},
        "scan": _("Book and write from your phone"),
        "posted": _("As of %(day)s") % {"day": date_format(day, "DATE_FORMAT")},
    }


def _upcoming_rows(stand: Stand) -> list[dict]:
    """Return all rows of today, then as many later ones as stay legible from two metres."""
    rows = [_upcoming_row(day, row) for day in stand.days for row in day.receptions]
    return rows[: max(MIN_UPCOMING_ROWS, len(stand.receptions_today))]


def _upcoming_row(day: StandDay, reception: Reception) -> dict:
    return {
        "day": date_format(day.day, "MONTH_DAY_FORMAT"),
        "weekday": date_format(day.day, "D"),
        "today": day.today,
        "time": format_time_range(reception.starts, reception.ends),
        "who": reception.official.name,
        "post": reception.official.post,
        "place": reception.room_label,
        "off": reception.closed_note,
    }


def _rows_by_official(stand: Stand) -> list[dict]:
    """Return the month by official and time; days that are not held are listed with the reason."""
    rows: dict[tuple, dict] = {}
    for day in stand.days:
        for reception in day.receptions:
            key = (reception.official.pk, reception.starts, reception.ends, reception.room)
            row = rows.setdefault(
                key,
                {
                    "who": reception.official.name,
                    "post": reception.official.post,
                    "time": format_time_range(reception.starts, reception.ends),
                    "room": reception.room,
                    "place": reception.room_label,
                    "days": [],
                    "off": [],
                },
            )
            text = date_format(day.day, "MONTH_DAY_FORMAT")
            if reception.held:
                row["days"].append(text)
            else:
                row["off"].append(f"{text} — {reception.closed_note}")
    return [
        {**row, "days": ", ".join(row["days"]), "off": "; ".join(row["off"])}
        for row in rows.values()
    ]


def _format_approval(approval: ScheduleApproval | None) -> str:
    if approval is None:
        return ""
    return _("Approved by %(post)s %(who)s on %(day)s") % {
        "who": approval.approver,
        "post": approval.post,
        "day": date_format(approval.approved_on, "DATE_FORMAT"),
    }
