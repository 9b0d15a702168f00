"""Count queries by day, what they find and what solved them, without personal data.

A query is counted in this process and written after the response: nobody waits for it, and a GET
changes nothing. What a locked database does not take is written after a later search.
"""

import logging
import re
import threading
import time
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
RETRY_SECONDS = 2.0  # after a lock
MAX_PENDING = 1_000

pending: dict[tuple[date, str, str], tuple[int, int]] = {}  # day, words, language → times, found
_lock = threading.Lock()
_retry_at = 0.0  # time.monotonic()


def record_query(words: str, language: str, found: int, on: date) -> None:
    """Count a query of a day and how much it found, unless it may hold personal data.

    Digits are dropped: a number could be somebody's.
    """
    plain = " ".join("".join(c for c in words.lower() if not c.isdigit()).split())[:200]
    if len(plain) < 2 or contains_personal_data(words):
        return
    with _lock:
        if (on, plain, language) in pending or len(pending) < MAX_PENDING:
            times, _found = pending.get((on, plain, language), (0, 0))
            pending[on, plain, language] = times + 1, found


def write_pending(**kwargs) -> None:
    """Write what was counted, unless the database is locked: receiver of the end of a request."""
    global _retry_at
    if not pending or time.monotonic() < _retry_at:
        return
    with _lock:
        batch = dict(pending)
        pending.clear()
    try:
        with _short_lock_timeout():
            for (day, words, language), (times, found) in batch.items():
                _count(words, language, times, found, day)
    except DatabaseError as error:
        log.warning("Queries are not counted yet (%s)", type(error).__name__)
        _retry_at = time.monotonic() + RETRY_SECONDS
        with _lock:
            for key, (times, found) in batch.items():
                pending[key] = pending.get(key, (0, 0))[0] + times, found


def _count(words: str, language: str, times: int, found: int, on: date) -> None:
    today = QueryLog.objects.filter(day=on)
    same = today.filter(words=words, language=language)
    if same.update(times=F("times") + times, found=found) or today.count() >= MAX_QUERIES_A_DAY:
        return
    values = {"day": on, "times": times, "found": found}
    _row, new = today.get_or_create(words=words, language=language, defaults=values)
    if not new:  # created by somebody else at this moment
        same.update(times=F("times") + times)


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


def delete_rare_queries(on: date) -> int:
    """Delete the rare queries of over RARE_DAYS; return how many rows. Old ones: retention.py."""
    same = QueryLog.objects.filter(words=OuterRef("words"), language=OuterRef("language"))
    times = same.order_by().values("words").annotate(all=Sum("times")).values("all")
    rare = QueryLog.objects.filter(day__lt=on - timedelta(days=RARE_DAYS))
    rare = rare.annotate(asked=Subquery(times)).filter(asked__lt=MIN_TIMES)
    return rare.delete()[0]


def record_solved(group: str, on: date) -> None:
    """Count that a published thing answered an appeal before it was sent."""
    row, new = SolvedQuestion.objects.get_or_create(entry_group=group, day=on)
    if not new:
        SolvedQuestion.objects.filter(pk=row.pk).update(times=F("times") + 1)
