"""The ends of the chains, day by day, as leaves of the public ledger.

Whoever owns the server can write every entry and chain anew, but not the roots of the ledger that
others have kept.
"""

from datetime import date, datetime

from django.db import transaction

from core.ledger import sequence
from core.ledger.sealing import seal
from core.reading_record.models import ReadingChain, ReadingDay


def day_digest(day: date, heads: dict) -> str:
    """Return the digest of a day's ends; nobody outside can guess them, so it needs no salt."""
    return seal({"reading": day.isoformat(), "heads": heads}, "")


def known_heads() -> dict[str, list]:
    """Return account → length and last digest, as the last closed days say."""
    heads: dict[str, list] = {}
    for row in ReadingDay.objects.order_by("day"):
        heads |= row.heads
    return heads


def close_reading_day(day: date, *, at: datetime) -> ReadingDay:
    """Keep the ends of the chains that have grown; a day closed once stays as it is."""
    with transaction.atomic():
        closed = ReadingDay.objects.filter(day=day).first()
        if closed is not None:
            return closed
        before = known_heads()
        chains = ReadingChain.objects.order_by("account").values_list("account", "length", "head")
        ends = {str(account): [length, head] for account, length, head in chains if length}
        grown = {account: end for account, end in ends.items() if before.get(account) != end}
        leaf = sequence.add_leaf(day_digest(day, grown), at=at)
        return ReadingDay.objects.create(day=day, heads=grown, leaf=leaf)
