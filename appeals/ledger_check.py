"""Compare journals and monthly reports with the public ledger, and the ledger with known roots.

Who owns the server can write every row and every keyed digest anew, but not the roots that others
have kept: on receipts, in feeds, on stands.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, ForeignObjectRel, OuterRef
from django.utils import timezone

from appeals.journal import find_anonymised
from appeals.ledger import entry_digest, report_digest
from appeals.models import Appeal, Event, MonthlyReport
from core.ledger import reading, tree
from core.ledger.models import LedgerLeaf, LedgerRoot

ROOT = re.compile(r"(?:(\d{4}-\d\d-\d\d)\s+)?(\d+):((?:[0-9a-f]\s*){64})", re.IGNORECASE)
MOST_NAMED = 20  # leaves without an owner that are named one by one


@dataclass(frozen=True)
class KnownRoot:
    """A root that somebody kept: its number of entries, its digits, its day if known."""

    size: int
    root: str
    day: date | None = None

    def __str__(self) -> str:
        return f"the root of {self.day}" if self.day else f"the root of {self.size} entries"


def parse_roots(text: str) -> list[KnownRoot]:
    """Return the roots in a text: SIZE:HEX, each with or without a day before it."""
    return [
        KnownRoot(
            int(size), re.sub(r"\s", "", digits).lower(), date.fromisoformat(day) if day else None
        )
        for day, size, digits in ROOT.findall(text)
    ]


def published_roots() -> list[KnownRoot]:
    """Return the roots that the portal has published."""
    rows = LedgerRoot.objects.values_list("size", "root", "day")
    return [KnownRoot(*row) for row in rows]


def check_tree(roots: Iterable[KnownRoot]) -> Iterator[str]:
    """Yield what is wrong with the leaves: gaps, and each of the roots that is not theirs."""
    waiting = sorted(roots, key=lambda root: root.size, reverse=True)
    frontier = tree.Frontier()
    good: KnownRoot | None = None

    def compare() -> Iterator[str]:
        nonlocal good
        reached = []
        while waiting and waiting[-1].size == frontier.size:
            reached.append(waiting.pop())
        since = f" after {good}" if good else ""
        wrong = [root for root in reached if root.root != frontier.root().hex()]
        for root in wrong:
            yield f"the ledger is not that of {root}: an entry was changed or removed{since}"
        if reached and not wrong:
            good = reached[-1]

    yield from compare()
    leaves = LedgerLeaf.objects.filter(index__isnull=False).order_by("index")
    for index, digest in leaves.values_list("index", "digest").iterator(chunk_size=5000):
        if index != frontier.size:
            yield f"the ledger has no entry {frontier.size}: it was removed"
            return
        frontier.append(tree.leaf_hash(bytes.fromhex(digest)))
        yield from compare()
    for root in reversed(waiting):
        yield f"the ledger has {frontier.size} entries, {root} had {root.size}"
    if reading.current_root() != reading.Root(frontier.size, frontier.root().hex()):
        yield "the tree that is served is not that of its entries"


class DayLimits:
    """How many entries the ledger had when a day was closed: what is dated before it, is in it."""

    def __init__(self, roots: Iterable[KnownRoot]):
        dated = sorted((root.day, root.size) for root in roots if root.day)
        self._days, self._sizes = [day for day, _ in dated], [size for _, size in dated]

    def is_back_dated(self, day: date, leaf: LedgerLeaf) -> bool:
        """Return whether a day with its root published came before the entry that bears it."""
        place = bisect_left(self._days, day)
        if place == len(self._days):
            return False
        return leaf.index is None or leaf.index >= self._sizes[place]


def check_entries(
    appeal: Appeal, events: list[Event], limits: DayLimits
) -> Iterator[tuple[int, str]]:
    """Yield the places of the entries of a case that are not those of the ledger, and why.

    An anonymised case has no salt: the entries before the anonymising keep only their digests.
    """
    anonymised = find_anonymised(events)
    for place, event in enumerate(events, 1):
        leaf = event.leaf
        if leaf is None:
            yield place, "the entry is not in the ledger"
            continue
        if place > anonymised:
            salt = appeal.ledger_salt if not anonymised else ""
            if leaf.digest != entry_digest(event, appeal.number, salt):
                yield place, "the entry is not the one in the ledger"
        day = timezone.localdate(event.at)
        if limits.is_back_dated(day, leaf):
            yield place, f"the entry is dated {day} and came into the ledger after that day"


def check_reports() -> Iterator[str]:
    """Yield the frozen reports that are not those of the ledger."""
    for report in MonthlyReport.objects.select_related("leaf", "office"):
        where = f"{report.office.code} {report.month:%Y-%m}"
        if report.leaf is None:
            yield f"{where}: the report is not in the ledger"
        elif report.leaf.digest != report_digest(report):
            yield f"{where}: the report is not the one in the ledger"


def check_owners() -> Iterator[str]:
    """Yield the entries of the ledger whose record is gone."""
    orphans = LedgerLeaf.objects.order_by("pk")
    for relation in LedgerLeaf._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            field = relation.field
            rows = field.model._base_manager.filter(**{field.attname: OuterRef("pk")})
            orphans = orphans.exclude(Exists(rows))
    count = orphans.count()
    for leaf in orphans[:MOST_NAMED]:
        day = timezone.localdate(leaf.added_at)
        yield f"entry {leaf.index} of the ledger, of {day}, has no record: it was removed"
    if count > MOST_NAMED:
        yield f"… and {count - MOST_NAMED} more entries of the ledger have no record"
