"""How often a question is asked, what it finds, what solved it: counted by day, no person kept."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import F, OuterRef, Subquery, Sum

from core.lookalikes import KAZAKH_TO_RUSSIAN
from core.personal_patterns import (
    FEMALE_PATRONYMIC,
    ILYINICHNA,
    KAZAKH_PATRONYMIC,
    LATIN_PATRONYMIC,
    MALE_PATRONYMIC,
    SIX_DIGITS,
)
from search.models import QueryLog, SolvedQuestion

log = logging.getLogger("search")

KEPT_DAYS = 90  # that a report looks back
RARE_DAYS = 7  # that a question has to become one that several people ask
OFTEN = 3  # times: what fewer asked is shown to nobody, it may be about one of them

PERSONAL = re.compile(rf"@|{SIX_DIGITS}")  # an e-mail address, a telephone, an IIN
# A patronymic, in some cases too: Болатқызы, Болатұлының, Болатович, Болатовне, Bolatuly.
PATRONYMIC = re.compile(
    rf"\b\w{{3,}}(?:{KAZAKH_PATRONYMIC}(?:н\w{{1,3}}|мен)?|{MALE_PATRONYMIC}(?:а|у|ем|е)?"
    rf"|{FEMALE_PATRONYMIC}[аыу]|{ILYINICHNA}|{LATIN_PATRONYMIC})\b"
)
RUSSIAN_LETTERS = str.maketrans(KAZAKH_TO_RUSSIAN)
MOST_A_DAY = 10_000  # different questions: a robot that asks for everything fills no disk
WAIT_MS = 100  # for others who write


def note(words: str, language: str, found: int, on: date) -> None:
    """Count a question asked on a day; not one that may tell of a person: see names_somebody.

    Digits are dropped too: a number could be somebody's. Where the database cannot be written at
    once the question stays uncounted: who searches waits for nobody.
    """
    plain = " ".join("".join(c for c in words.lower() if not c.isdigit()).split())[:200]
    if len(plain) < 2 or names_somebody(words):
        return
    try:
        with _in_passing():
            _count(plain, language, found, on)
    except DatabaseError as error:
        log.warning("A question was not counted (%s)", type(error).__name__)


def _count(words: str, language: str, found: int, on: date) -> None:
    today = QueryLog.objects.filter(day=on)
    same = today.filter(words=words, language=language)
    if same.update(times=F("times") + 1, found=found) or today.count() >= MOST_A_DAY:
        return
    _row, new = today.get_or_create(
        words=words, language=language, defaults={"day": on, "found": found}
    )
    if not new:  # somebody asked the same in this moment
        same.update(times=F("times") + 1)


def names_somebody(words: str) -> bool:
    """Whether a question has an address, a long number, or a patronymic beside another word."""
    plain = words.strip().lower().translate(RUSSIAN_LETTERS)
    return bool(PERSONAL.search(plain) or (" " in plain and PATRONYMIC.search(plain)))


@contextmanager
def _in_passing() -> Iterator[None]:
    """A transaction that gives up where others write."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            with transaction.atomic():
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{WAIT_MS}ms"])
                yield
            return
        cursor.execute("PRAGMA busy_timeout")
        usual = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
        try:
            with transaction.atomic():
                yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def forget(on: date) -> int:
    """Drop the questions no report shows any more, and after a week those that few asked."""
    same = QueryLog.objects.filter(words=OuterRef("words"), language=OuterRef("language"))
    times = same.order_by().values("words").annotate(all=Sum("times")).values("all")
    rare = QueryLog.objects.filter(day__lt=on - timedelta(days=RARE_DAYS))
    rare = rare.annotate(asked=Subquery(times)).filter(asked__lt=OFTEN)
    old = QueryLog.objects.filter(day__lt=on - timedelta(days=KEPT_DAYS))
    return old.delete()[0] + rare.delete()[0]


def solved(group: str, on: date) -> None:
    """Count that a published thing answered what was about to be asked, and it was not asked."""
    row, new = SolvedQuestion.objects.get_or_create(entry_group=group, day=on)
    if not new:
        SolvedQuestion.objects.filter(pk=row.pk).update(times=F("times") + 1)
