"""Faults of the reading record: entries that were removed, changed, added or dated back."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import ModelLogEntry

from core.reading_record import chain as chains
from core.reading_record import kinds
from core.reading_record.chain import PLACE, SEAL
from core.reading_record.days import day_digest
from core.reading_record.models import ReadingChain, ReadingDay


class ClosedDays:
    """The lengths that the chains had as each closed day ended."""

    def __init__(self) -> None:
        self.rows = list(ReadingDay.objects.select_related("leaf").order_by("day"))
        self._days = [row.day for row in self.rows]
        self._ends: dict[int, list[tuple[date, int, str]]] = defaultdict(list)
        for row in self.rows:
            for account, (length, head) in row.heads.items():
                self._ends[int(account)].append((row.day, length, head))

    def ends(self, account: int) -> list[tuple[date, int, str]]:
        """Return day, length and last digest of the chain, the first day first."""
        return self._ends.get(account, [])

    def accounts(self) -> set[int]:
        """Return the accounts that have an end."""
        return set(self._ends)

    def is_back_dated(self, account: int, day: date, place: int) -> bool:
        """Return whether the chain had fewer entries than `place` when that day was closed."""
        closed = bisect_left(self._days, day)
        if closed == len(self._days):
            return False
        ends = self.ends(account)
        last = bisect_right(ends, self._days[closed], key=lambda end: end[0])
        return place > (ends[last - 1][1] if last else 0)


def check_reading_record() -> Iterator[str]:
    """Yield each fault, with the account whose openings it concerns."""
    days = ClosedDays()
    for row in days.rows:
        if row.leaf.digest != day_digest(row.day, row.heads):
            yield f"{row.day}: the ends of the day are not those in the public ledger"
    rows = ReadingChain.objects.in_bulk(field_name="account")
    openings = ModelLogEntry.objects.filter(action__in=kinds.registered())
    written = set(openings.order_by().values_list("user_id", flat=True).distinct())
    names = dict(get_user_model().objects.values_list("pk", "username"))
    for account in sorted(written | set(rows) | days.accounts(), key=lambda key: key or 0):
        name = names.get(account, f"account {account}")
        if account not in rows:
            yield f"{name}: there is no chain for the entries"
            continue
        entries = list(
            openings.filter(user_id=account).select_related("content_type").order_by("pk")
        )
        for fault in check_chain(rows[account], entries, days):
            yield f"{name}: {fault}"


def check_chain(
    chain: ReadingChain, entries: list[ModelLogEntry], days: ClosedDays
) -> Iterator[str]:
    """Yield what is wrong with the entries of an account."""
    if not chains.is_sealed(chain):
        yield "the number of entries or the last one is not as it was sealed"
    older = [entry for entry in entries if SEAL not in entry.data]
    if len(older) != chain.older or not chains.matches_older(chain.older_digest, older):
        yield f"the entries without a seal are not the {chain.older} that there were"
    place, previous = chain.removed, chain.removed_hash
    digests = {place: previous}
    sealed = [entry for entry in entries if SEAL in entry.data]
    for entry in sorted(sealed, key=lambda entry: entry.data.get(PLACE, 0)):
        if entry.data.get(PLACE) != place + 1:
            yield f"an entry between {place} and {entry.data.get(PLACE)} was removed or added"
        elif not chains.is_authentic(entry, previous):
            yield f"entry {place + 1} was changed, or is not the one that stood here"
        place, previous = entry.data.get(PLACE, place), entry.data[SEAL]
        digests[place] = previous
        day = timezone.localdate(entry.timestamp)
        if days.is_back_dated(chain.account, day, place):
            yield f"entry {place} is dated {day} and was written after that day"
    if (place, previous) != (chain.length, chain.head):
        yield f"the chain has {chain.length} entries and ends otherwise than they do"
    for day, length, head in days.ends(chain.account):
        if length >= chain.removed and digests.get(length) != head:
            yield f"entry {length} is not the one that {day} ended with"
