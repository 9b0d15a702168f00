"""The simulated world: three offices, their people, what is broken just now, and the books."""

import io
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from appeals.models import Appeal
from core.jobs import runs
from core.page_cache import changes
from core.page_cache.values import forget_values
from tests.builders import (
    a_body,
    a_clerk,
    a_head,
    a_journalist,
    a_kind,
    a_topic,
    a_working_office,
    an_editor,
    an_official,
)
from tests.simulation.books import Books, Case
from tests.simulation.clock import Clock
from tests.simulation.crashes import Crash, no_crash
from tests.simulation.people import Person, make_person
from tests.simulation.plan import Step

OFFICES = ("KEN", "TUR", "SAI")
SEATS = {"alone": 1, "pair": 2}  # visitors at one time with each official of an office


@dataclass
class Broken:
    """What does not work just now."""

    mail: bool = False
    scanner: bool = False
    writes_left: int | None = None  # until the disk is full


class LogLines(logging.Handler):
    """Keep every line that the portal logs."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@dataclass
class World:
    """One run of the simulation."""

    clock: Clock
    rng: random.Random = field(default_factory=lambda: random.Random(0))
    books: Books = field(default_factory=Books)
    broken: Broken = field(default_factory=Broken)
    logs: LogLines = field(default_factory=LogLines)
    people: int = 0
    touched: set[str] = field(default_factory=set)  # numbers of the cases of this step
    answers_read: dict[str, str] = field(default_factory=dict)  # address → text, of this check
    roots: dict = field(default_factory=dict)  # of the ledger, as they were published
    output: io.StringIO = field(default_factory=io.StringIO)  # of commands
    checked: dict[str, int] = field(default_factory=dict)  # how far an invariant has read

    def build(self) -> None:
        """Open the offices, with their staff, and start the worker's timetable."""
        (
            a_kind(),
            a_topic(),
            a_topic("roads", title_kk="Жолдар", title_ru="Дороги", title_en="Roads"),
        )
        self.offices = {code: a_working_office(code) for code in OFFICES}
        self.clerks, self.heads, self.officials = {}, {}, {}
        for code, office in self.offices.items():
            name = code.lower()
            self.clerks[code] = [a_clerk(office, f"clerk_{name}_{n}") for n in (1, 2)]
            self.heads[code] = a_head(office, f"head_{name}")
            for kind, seats in SEATS.items():
                label = f"{code} {kind}"
                self.officials[label] = an_official(office, label, seats=seats)
        self.editor, self.journalist, self.body = an_editor(), a_journalist(), a_body()
        runs.create_rows(self.clock.now())

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def today(self):
        return timezone.localdate(self.clock.at)

    def new_person(self) -> Person:
        """Return a citizen who has not been here yet, or now and then one who has."""
        if self.people and self.rng.random() < 0.1:
            return make_person(self.rng.randrange(self.people))
        self.people += 1
        return make_person(self.people - 1)

    def browser(self, person: Person | None = None) -> Client:
        """Return a browser of its own; every citizen has another address."""
        index = person.index if person else 0
        return Client(REMOTE_ADDR=f"10.1.{index // 250}.{index % 250 + 1}")

    def read(self, address: str, query: dict | None = None):
        """Return what the public is answered at an address; an invariant searches all of it."""
        answer = Client().get(address, query or {})
        text = b"".join(answer) if answer.streaming else answer.content
        self.answers_read[f"{address} {query or ''}"] = text.decode("utf-8", "replace")
        return answer

    def staff_browser(self, user) -> Client:
        """Return a browser in which a member of staff is signed in."""
        client = Client(REMOTE_ADDR="10.0.0.5")
        client.force_login(user)
        return client

    def choose(self, condition: Callable[[Case], bool]) -> Case | None:
        """Return one of the cases of which `condition` holds, the urgent ones more often."""
        fitting = [
            case for case in self.books.cases.values() if condition(case) and not case.anonymised
        ]
        if not fitting:
            return None
        fitting.sort(key=lambda case: (case.due, case.number))
        # Most work is done on the oldest, as in an office; some of it anywhere.
        first = fitting[:10] if self.rng.random() < 0.7 else fitting
        return self.rng.choice(first)

    def do(self, case: Case, act: str, call: Callable[[Appeal, datetime], object], **data) -> bool:
        """Do an act on a case; enter it in the books when it was done. False: it was refused.

        After a crash nobody knows: what stands in the journal was done.
        """
        with no_crash():
            appeal, at = Appeal.objects.get(pk=case.pk), self.now
            before = appeal.events.filter(act=act).count()
        self.touched.add(case.number)
        try:
            call(appeal, at)
        except (ValidationError, PermissionDenied):
            return False
        except Crash:
            self.restart()
            if appeal.events.filter(act=act).count() > before:
                self.books.enter(case, act, at, **data)
            raise
        self.books.enter(case, act, at, **data)
        return True

    def restart(self) -> None:
        """Start the processes again after a crash: nothing is left in memory."""
        connection.close()
        connection.ensure_connection()
        forget_values()
        changes.drop_here()

    def start_step(self, step: Step) -> None:
        """Set the clock and the chance of a step."""
        if step.at > self.clock.at:
            self.clock.set(step.at)
        self.rng = random.Random(step.seed)
        self.clock.chance = random.Random(f"{step.seed}:chance")
        self.touched.clear()

    def forget_limits(self) -> None:
        """Forget request limits: another day has begun for everybody."""
        cache.clear()
