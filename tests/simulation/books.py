"""What citizens and staff have in hand, written down by hand: the portal must agree with it.

Nothing here asks the portal's code. A case is entered when its receipt was shown, an act when it was
acknowledged or when, after a crash, its journal entry is found.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from tests.simulation.people import Person
from tests.simulation.terms import ANSWER_DAYS, FORWARD_DAYS, SHORT_DAYS, WorkingDays

OPEN = {"registered", "routed", "in_progress"}
STATE_AFTER = {
    "route": "routed", "start": "in_progress", "forward": "forwarded", "answer": "answered",
    "confirm_close": "closed", "close": "closed", "withdraw": "closed", "reopen": "routed",
}  # fmt: skip
OUTCOME_AFTER = {"answer": "answered", "forward": "forwarded", "confirm_close": "closed"}


@dataclass
class Case:
    """An acknowledged appeal."""

    pk: int
    number: str
    secret: str
    person: Person
    office: str
    language: str
    received_at: datetime
    points: list[str]
    files: dict[str, str]
    consent: bool
    topic: str
    # The term as it runs now, and as it counts for the figures.
    counted_from: date
    short_due: date
    due: date
    counted: dict[str, date] = field(default_factory=dict)
    chosen: date | None = None  # the day to which it was extended
    state: str = "registered"
    acts: list[str] = field(default_factory=lambda: ["register"])
    short_given: bool = False
    proposed_by: str = ""
    asked_again: bool = False
    held: bool = False
    anonymised: bool = False
    # What the figures say.
    outcome: str = "open"
    late: bool = False
    short: str = "waiting"
    answered_on: date | None = None
    was_extended: bool = False
    reopened: bool = False
    stars: int | None = None

    def __post_init__(self) -> None:
        self.freeze_term()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def freeze_term(self) -> None:
        """The figures follow the term until it has been decided."""
        if self.answered_on is None and not self.late:
            self.counted = {"short": self.short_due, "due": self.due}


@dataclass
class Visit:
    """An acknowledged booking."""

    pk: int
    number: str
    secret: str
    person: Person
    official: str
    starts_at: datetime
    status: str = "booked"


@dataclass
class Public:
    """An anonymised answer: stage as staff last moved it."""

    pk: int
    case: str
    number: int
    language: str
    title: str
    stage: str = "prepared"
    prepared_by: str = ""
    was_public: bool = False


@dataclass
class Books:
    """Everything written down."""

    days: WorkingDays = field(default_factory=WorkingDays)
    cases: dict[str, Case] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    answers: dict[int, Public] = field(default_factory=dict)
    reports: dict[str, bool] = field(default_factory=dict)  # title → whether it is public
    sent_letters: int = 0

    def open_case(self, **values) -> Case:
        """Enter an appeal whose receipt was shown."""
        start = self.days.counted_from(values["received_at"])
        case = Case(
            counted_from=start,
            short_due=self.days.after(start, SHORT_DAYS),
            due=self.days.after(start, ANSWER_DAYS),
            **values,
        )
        self.cases[case.number] = case
        return case

    def enter(self, case: Case, act: str, at: datetime, **data) -> None:
        """Enter an act on a case that was acknowledged."""
        day = timezone.localdate(at)
        case.acts.append(act)
        case.state = STATE_AFTER.get(act, case.state)
        if act == "route":
            case.office = data["office"]
        if act in {"route", "forward", "answer", "withdraw", "confirm_close", "decline_close"}:
            case.proposed_by = ""
        if act == "propose_close":
            case.proposed_by = data["by"]
        if act == "extend":
            case.chosen = case.due = data["until"]
        if act == "ask_again":
            case.asked_again = True
        if act in {"decline_again", "reopen"}:
            case.asked_again = False
        if act == "reopen":
            self._restart_term(case, at)
        if act in {"hold", "lift_hold"}:
            case.held = act == "hold"
        if act == "anonymise":
            case.anonymised = True
        if act == "withdraw_consent":
            self._end_consent(case)
        case.freeze_term()
        self._count(case, act, day, data)

    def _end_consent(self, case: Case) -> None:
        case.consent = False
        for public in self.answers.values():
            if public.case == case.number:
                public.stage = "withdrawn"

    def _restart_term(self, case: Case, at: datetime) -> None:
        case.counted_from = self.days.counted_from(at)
        case.due, case.chosen = self.days.after(case.counted_from, ANSWER_DAYS), None
        if not case.short_given:
            case.short_due = self.days.after(case.counted_from, SHORT_DAYS)

    def _count(self, case: Case, act: str, day: date, data: dict) -> None:
        """Count the act as somebody with paper and pencil would."""
        if act == "extend":
            case.was_extended = case.was_extended or case.answered_on is None
        elif act == "rate":
            case.stars = data["stars"]
        elif act == "short_answer":
            case.short_given = True
            if case.answered_on is None:
                in_time = case.short == "waiting" and day <= case.counted["short"]
                case.short = "in_time" if in_time else "late"
        elif act == "reopen":
            case.reopened = True
            if case.answered_on is None:
                case.outcome = "open"
                case.short = "waiting" if case.short == "not_needed" else case.short
        elif case.outcome == "open" and not case.is_open:
            self._end(case, act, day, data)

    def _end(self, case: Case, act: str, day: date, data: dict) -> None:
        withdrawn = act == "withdraw" or data.get("reason") == "withdrawn"
        case.outcome = "withdrawn" if withdrawn else OUTCOME_AFTER[act]
        late = day > case.counted["due"]
        if act == "forward":
            late = late or day > self.days.after(case.counted_from, FORWARD_DAYS)
        if act == "answer":
            case.answered_on = day
        if case.short == "waiting":
            case.short = "missed" if day > case.counted["short"] else "not_needed"
        case.late = case.late or late

    def change_calendar(self, changed: dict[date, bool | None], on: date) -> None:
        """The editors confirmed days; terms that still run move with them, none before today."""
        for day, worked in changed.items():
            if worked is None:
                self.days.confirmed.pop(day, None)
            else:
                self.days.confirmed[day] = worked
        for case in self.cases.values():
            if case.is_open:
                self.move_term(case, on)

    def move_term(self, case: Case, on: date) -> None:
        """Count the term of an open case anew under the confirmed calendar."""
        full = self.days.after(case.counted_from, ANSWER_DAYS)
        if case.chosen:
            full = self.days.first_from(case.chosen)
        short = self.days.after(case.counted_from, SHORT_DAYS)
        if not case.short_given and case.short_due >= on and short >= on:
            case.short_due = short
        if case.due >= on and full >= on:
            case.due = full
        case.freeze_term()
