"""Whatever is done to an appeal, in whatever order: its figures are those that happened."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from appeals import cohorts, deadlines, lifecycle, statistics
from appeals.models import AppealFact
from appeals.states import OPEN, State
from tests.builders import MONDAY, an_appeal, an_office

pytestmark = pytest.mark.django_db
FEBRUARY = date(2026, 2, 1), date(2026, 2, 28)


@dataclass
class Expected:
    """What somebody who watches the acts would write down."""

    outcome: str = "open"
    late: bool = False
    first_answered_on: date | None = None
    reopened: bool = False
    steps: list[str] = field(default_factory=list)

    def watch(self, act: str, made: an_appeal, due_on: date) -> None:
        day = timezone.localdate(made.at)
        self.steps.append(f"{act} {day}")
        if act == "reopen":
            self.reopened = True
            if self.first_answered_on is None:
                self.outcome = "open"
        elif self.outcome == "open" and made.appeal.state not in OPEN:
            self.outcome = {State.CLOSED: "closed"}.get(made.appeal.state, made.appeal.state)
            if act == "withdraw":
                self.outcome = "withdrawn"
            if self.outcome == "answered":
                self.first_answered_on = day
            self.late = self.late or day > due_on


def extend(made: an_appeal) -> None:
    calendar = deadlines.appeal_calendar(made.appeal)
    until = calendar.add_workdays(made.appeal.due_on, 5)
    made.appeal = lifecycle.extend(
        made.appeal, until, why="Сараптама керек.", by=made.head, at=made._later()
    )


def reopen(made: an_appeal) -> None:
    made.appeal = lifecycle.reopen(made.appeal, why="Шағым.", by=made.head, at=made._later())


def withdraw(made: an_appeal) -> None:
    made.appeal = lifecycle.withdraw(made.appeal, at=made._later())


ACTS = {
    "route": lambda made: made.routed(),
    "move": lambda made: made.in_office(an_office("KEL")),
    "start": lambda made: made.started(),
    "short": lambda made: made.short_answered(),
    "answer": lambda made: made.answered(),
    "forward": lambda made: made.forwarded(),
    "close": lambda made: made.closed(),
    "propose": lambda made: made.close_proposed(),
    "rate": lambda made: made.rated(),
    "extend": extend,
    "reopen": reopen,
    "withdraw": withdraw,
}
DAYS = st.sampled_from([0, 1, 2, 5, 13, 30])
SEQUENCES = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), DAYS), min_size=3, max_size=9)


def figures(on: date) -> statistics.Figures:
    return cohorts.compute_figures(cohorts.received_between(*FEBRUARY, on=on))


def share(counted: statistics.Figures) -> Fraction:
    return Fraction(counted["in_time"], sum(counted[key] for key in statistics.DECIDED))


def do(act: str, made: an_appeal) -> bool:
    """Do the act; return whether it was possible."""
    try:
        with transaction.atomic():
            ACTS[act](made)
    except ValidationError:
        made.appeal.refresh_from_db()
        return False
    return True


@settings(max_examples=12)  # each makes three appeals and some twenty acts
@given(sequence=SEQUENCES)
def test_figures_of_any_sequence_of_acts(sequence):
    with transaction.atomic():
        an_appeal().answered()
        made, expected = an_appeal(), Expected()
        late = an_appeal().started()
        late.at = MONDAY + timedelta(days=40)
        late.answered()
        for act, days in sequence:
            made.at += timedelta(days=days)
            due_on = made.appeal.due_on
            forward_until = deadlines.term_dates_from(made.appeal.counted_from).forward
            before = figures(timezone.localdate(made.at))
            if not do(act, made):
                continue
            if act == "forward":
                due_on = min(due_on, forward_until)
            expected.watch(act, made, due_on)
            check(made, expected, before)
        call_command("verify_figures")
        transaction.set_rollback(True)


def check(made: an_appeal, expected: Expected, before: statistics.Figures) -> None:
    fact = AppealFact.objects.get(appeal=made.appeal)
    seen = fact.outcome, fact.late, fact.first_answered_on, fact.reopened
    assert seen == (
        expected.outcome, expected.late, expected.first_answered_on, expected.reopened
    ), expected.steps  # fmt: skip
    after = figures(timezone.localdate(made.at))
    outcomes = [after[column.key] for column in statistics.OUTCOMES]
    assert sum(outcomes) == after["received"] == 3
    if after["in_time"] == before["in_time"]:
        assert share(after) <= share(before), expected.steps
