"""The terms of open appeals that no longer agree with the working calendar.

A term is counted anew while it runs: one that ended keeps its day, and none moves before today. An
extended term ends on the first working day from the day that the head chose on. Answered appeals
keep their terms.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeals.deadlines import TermDates, term_dates_from
from appeals.models import Appeal, Event
from appeals.states import OPEN, Act
from core.i18n.dates import merge_full_stops
from core.workdays.calendar import Calendar
from core.workdays.source import working_calendar

COLUMNS = (
    "number", "state", "counted_from", "working_week", "short_due_on", "short_answered_at",
    "due_on", "extended",
)  # fmt: skip


@dataclass(frozen=True)
class TermMove:
    """The days to which the terms of an appeal move."""

    appeal: Appeal
    short_due_on: date
    due_on: date


def find_moves(
    on: date, calendar_of: Callable[[int], Calendar] = working_calendar
) -> list[TermMove]:
    """Return the moves on the day `on`, by number; `calendar_of` a week of five or six days."""

    @cache
    def dates(start: date, week: int) -> TermDates:
        return term_dates_from(start, calendar_of(week))

    running = Q(due_on__gte=on) | Q(short_answered_at=None, short_due_on__gte=on)
    appeals = Appeal.objects.filter(running, state__in=OPEN).only(*COLUMNS).order_by("number")
    chosen = _chosen_days(appeals.filter(extended=True).order_by().values("pk"))
    moves = (
        _compare(
            row, dates(row.counted_from, row.working_week), chosen.get(row.pk),
            calendar_of(row.working_week), on,
        )
        for row in appeals
    )  # fmt: skip
    return [move for move in moves if move]


def term_move(appeal: Appeal, calendar: Calendar, on: date) -> TermMove | None:
    """Return the move of an open appeal, or None when its terms agree with the calendar."""
    chosen = _chosen_days([appeal.pk]).get(appeal.pk) if appeal.extended else None
    return _compare(appeal, term_dates_from(appeal.counted_from, calendar), chosen, calendar, on)


def _chosen_days(appeals: Any) -> dict[int, date]:
    """Return the day to which the head last extended the term of each of the `appeals`."""
    entries = Event.objects.filter(act=Act.EXTEND, appeal__in=appeals).order_by("pk")
    rows = entries.values_list("appeal_id", "data")
    return {appeal: date.fromisoformat(data["to"]) for appeal, data in rows if data.get("to")}


def _compare(
    appeal: Appeal, days: TermDates, chosen: date | None, calendar: Calendar, on: date
) -> TermMove | None:
    short_due_on, due_on = appeal.short_due_on, appeal.due_on
    if appeal.short_answered_at is None:
        short_due_on = _moved_day(short_due_on, days.short, on)
    full = days.full
    if appeal.extended:
        full = calendar.add_workdays((chosen or due_on) - timedelta(days=1), 1)
    due_on = _moved_day(due_on, full, on)
    if (short_due_on, due_on) == (appeal.short_due_on, appeal.due_on):
        return None
    return TermMove(appeal, short_due_on, due_on)


def _moved_day(promised: date, counted: date, on: date) -> date:
    return counted if promised >= on and counted >= on else promised


def moves_digest(moves: Iterable[TermMove]) -> str:
    """Return what a form carries, so that only the moves on the screen are confirmed."""
    lines = (
        f"{move.appeal.pk} {move.appeal.due_on} {move.due_on} {move.short_due_on}" for move in moves
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def explain_days(days: Iterable[date], calendar: Calendar) -> str:
    """Return in the active language what the changed `days` are now."""
    sentences = []
    for day in sorted(set(days)):
        words = {"day": date_format(day, "DATE_FORMAT"), "reason": calendar.reason(day)}
        sentences.append(
            (_("%(day)s is a day off: %(reason)s.") if words["reason"] else
             _("%(day)s is a working day.")) % words
        )  # fmt: skip
    return merge_full_stops(" ".join(sentences)) or _("The working calendar has changed.")
