"""What the journal of an appeal says of its terms and outcome. Pure rules over its entries.

The first answer decides whether an appeal was answered in time: a second answer, another office
and a later term change nothing. An appeal that was closed without an answer in time and is opened
again has its new term; one that was closed late stays late. A term counts as it was on the day of
the answer, the forwarding or the closing: prolonged while it ran, not afterwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils import timezone

from appeals.models.fact import Outcome, ShortAnswer
from appeals.states import OPEN, Act, CloseReason, State
from core.workdays.calendar import Calendar


class Entry(Protocol):
    """A journal entry, of today's model or of a migration's."""

    act: str
    at: datetime
    to_state: str
    data: dict
    content: dict


class AppealRow(Protocol):
    """The columns of an appeal that its journal of 0.1.0 does not tell."""

    counted_from: date
    short_due_on: date
    due_on: date
    office_id: int


@dataclass
class JournalFacts:
    """The days and the outcome of an appeal; the names are those of AppealFact."""

    office_id: int
    received_on: date
    counted_from: date
    short_due_on: date
    due_on: date
    short_answered_on: date | None = None
    first_answered_on: date | None = None
    forwarded_on: date | None = None
    closed_on: date | None = None
    outcome: str = Outcome.OPEN
    late: bool = False
    short: str = ShortAnswer.WAITING
    extended: bool = False
    reopened: bool = False
    stars: int | None = None

    def apply(self, entry: Entry) -> None:
        """Take in the next journal entry."""
        day = timezone.localdate(entry.at)
        if self.first_answered_on is None and not self.late:
            self._take_dates(entry)
        if entry.act == Act.ROUTE:
            self.office_id = entry.data["office"]
        elif entry.act == Act.EXTEND:
            self.extended = self.extended or self.first_answered_on is None
        elif entry.act == Act.RATE:
            self.stars = entry.data["stars"]
        elif entry.act == Act.SHORT_ANSWER:
            self._give_short_answer(day)
        elif entry.act == Act.REOPEN:
            self._reopen()
        elif entry.to_state not in OPEN:
            self._end(entry, day)

    def _take_dates(self, entry: Entry) -> None:
        """Take the term as it is after the entry; entries of 0.1.0 name only what they changed."""
        if entry.content:
            days = map(date.fromisoformat, entry.content["dates"])
            self.counted_from, self.short_due_on, self.due_on = days
        elif entry.act in {Act.REGISTER, Act.EXTEND, Act.REOPEN}:
            due_on = entry.data.get("due_on") or entry.data["to"]
            self.due_on = date.fromisoformat(due_on)
            if short := entry.data.get("short_due_on"):
                self.short_due_on = date.fromisoformat(short)

    def _give_short_answer(self, day: date) -> None:
        if self.first_answered_on is None:
            self.short_answered_on = day
            in_time = self.short == ShortAnswer.WAITING and day <= self.short_due_on
            self.short = ShortAnswer.IN_TIME if in_time else ShortAnswer.LATE

    def _reopen(self) -> None:
        self.reopened, self.closed_on = True, None
        if self.first_answered_on is None:
            self.outcome = Outcome.OPEN
            if self.short == ShortAnswer.NOT_NEEDED:
                self.short = ShortAnswer.WAITING

    def _end(self, entry: Entry, day: date) -> None:
        """Take in an answer, a forwarding or a closing, if the entry is one."""
        if self.outcome == Outcome.OPEN:
            self._set_outcome(entry, day)
        if entry.act == Act.FORWARD:
            self.forwarded_on = day
        elif entry.to_state == State.CLOSED and self.closed_on is None:
            self.closed_on = day

    def _set_outcome(self, entry: Entry, day: date) -> None:
        late = day > self.due_on
        if entry.to_state == State.ANSWERED:
            self.outcome, self.first_answered_on = Outcome.ANSWERED, day
        elif entry.to_state == State.FORWARDED:
            self.outcome, late = Outcome.FORWARDED, late or entry.data["late"]
        else:
            withdrawn = (
                entry.act == Act.WITHDRAW or entry.data.get("reason") == CloseReason.WITHDRAWN
            )
            self.outcome = Outcome.WITHDRAWN if withdrawn else Outcome.CLOSED
        self.late = self.late or late
        if self.short == ShortAnswer.WAITING:
            missed = day > self.short_due_on
            self.short = ShortAnswer.MISSED if missed else ShortAnswer.NOT_NEEDED

    def days_taken(self, calendar: Calendar) -> int | None:
        """Return the working days from the day of receipt to the first answer."""
        if self.first_answered_on is None:
            return None
        return calendar.workdays_between(self.received_on, self.first_answered_on)


def read_journal(appeal: AppealRow, entries: Iterable[Entry]) -> JournalFacts | None:
    """Return the facts of an appeal after its `entries`, in their order; None: there are none.

    Of an appeal of 0.1.0 the journal does not name the day its term is counted from, nor its first
    office if it never was given to one: those are taken from the appeal's row.
    """
    entries = list(entries)
    if not entries:
        return None
    first_office = next(
        (entry.data["from_office"] for entry in entries if entry.act == Act.ROUTE),
        appeal.office_id,
    )
    facts = JournalFacts(
        office_id=first_office,
        received_on=timezone.localdate(entries[0].at),
        counted_from=appeal.counted_from,
        short_due_on=appeal.short_due_on,
        due_on=appeal.due_on,
    )
    for entry in entries:
        facts.apply(entry)
    return facts
