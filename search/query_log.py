"""Count queries by day, what they find and what solved them, without personal data."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import F, OuterRef, Subquery, Sum

from core import personal_patterns as patterns
from core.lookalikes import KAZAKH_TO_RUSSIAN
from search.models import QueryLog, SolvedQuestion

log = logging.getLogger("search")

KEPT_DAYS = 90  # how far reports look back
RARE_DAYS = 7  # in which a query has to be repeated MIN_TIMES to be kept
MIN_TIMES = 3  # a query asked fewer times is shown to nobody: it may be about one person

PERSONAL = re.compile(rf"@|{patterns.SIX_DIGITS}")  # an e-mail address, a telephone, an IIN
# A patronymic, in some cases too: Болатқызы, Болатұлының, Болатович, Болатовне, Bolatuly.
PATRONYMIC = re.compile(
    rf"\b\w{{3,}}(?:{patterns.KAZAKH_PATRONYMIC}(?:н\w{{1,3}}|мен)?"
    rf"|{patterns.MALE_PATRONYMIC}(?:а|у|ем|е)?|{patterns.FEMALE_PATRONYMIC}[аыу]"
    rf"|{patterns.ILYINICHNA}|{patterns.LATIN_PATRONYMIC})\b"
)
RUSSIAN_LETTERS = str.maketrans(KAZAKH_TO_RUSSIAN)
MAX_QUERIES_A_DAY = 10_000  # different ones: a robot must not fill the disk
LOCK_TIMEOUT_MS = 100


def record_query(words: str, language: str, found: int, on: date) -> None:
    """Count a query of a day and how much it found, unless it may hold personal data.

    Digits are dropped: a number could be somebody's. Where the database is locked the query stays
    uncounted, so that searching never waits for a writer.
    """
    plain = " ".join("".join(c for c in words.lower() if not c.isdigit()).split())[:200]
    if len(plain) < 2 or contains_personal_data(words):
        return
    try:
        with _short_lock_timeout():
            _count(plain, language, found, on)
    except DatabaseError as error:
        log.warning("A query was not counted (%s)", type(error).__name__)


def _count(words: str, language: str, found: int, on: date) -> None:
    today = QueryLog.objects.filter(day=on)
    same = today.filter(words=words, language=language)
    if same.update(times=F("times") + 1, found=found) or today.count() >= MAX_QUERIES_A_DAY:
        return
    _row, new = today.get_or_create(
        words=words, language=language, defaults={"day": on, "found": found}
    )
    if not new:  # created by somebody else at this moment
        same.update(times=F("times") + 1)


def contains_personal_data(words: str) -> bool:
    """Whether a query has an e-mail, a long number, or a patronymic beside another word."""
    plain = words.strip().lower().translate(RUSSIAN_LETTERS)
    return bool(PERSONAL.search(plain) or (" " in plain and PATRONYMIC.search(plain)))


@contextmanager
def _short_lock_timeout() -> Iterator[None]:
    """Open a transaction that fails soon where others write."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            with transaction.atomic():
                cursor.execute(
                    "SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_TIMEOUT_MS}ms"]
                )
                yield
            return
        cursor.execute("PRAGMA busy_timeout")
        timeout = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {LOCK_TIMEOUT_MS}")
        try:
            with transaction.atomic():
                yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {timeout}")


def delete_old_queries(on: date) -> int:
    """Delete queries of over KEPT_DAYS and rare ones of over RARE_DAYS; return how many rows."""
    same = QueryLog.objects.filter(words=OuterRef("words"), language=OuterRef("language"))
    times = same.order_by().values("words").annotate(all=Sum("times")).values("all")
    rare = QueryLog.objects.filter(day__lt=on - timedelta(days=RARE_DAYS))
    rare = rare.annotate(asked=Subquery(times)).filter(asked__lt=MIN_TIMES)
    old = QueryLog.objects.filter(day__lt=on - timedelta(days=KEPT_DAYS))
    return old.delete()[0] + rare.delete()[0]


def record_solved(group: str, on: date) -> None:
    """Count that a published thing answered an appeal before it was sent."""
    row, new = SolvedQuestion.objects.get_or_create(entry_group=group, day=on)
    if not new:
        SolvedQuestion.objects.filter(pk=row.pk).update(times=F("times") + 1)
