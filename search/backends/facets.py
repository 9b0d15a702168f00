"""Facet counts of matching entries, from a table kept in this process's memory.

A backend says which entries match; this module says how many groups (things in all their languages)
have each facet value. An entry belongs to a *variant*: its group with one combination of facet
values. Combinations are numbered, so counting is one pass over numbers and a short one over
combinations. Groups whose languages differ in a facet have several variants and are counted group
by group.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import compress
from threading import Lock

from core.i18n.localtext import CODES
from search.backends.base import ordered
from search.entry import year_of
from search.models import EVERYTHING, Change, SearchEntry
from search.query.request import FACETS, STORED_FACETS, Query

COLUMNS = ("pk", "group", "language", "published_on", *STORED_FACETS)
REPLAYED = 1000  # changes followed one by one; beyond that the whole table is read again
CACHED_LISTS = 64  # filters whose counts are kept for lists without words
TOTAL = ("", "")  # what every match counts for

Filters = dict[str, str]
Values = dict[str, str]  # of one combination: facet → value, where there is one


@dataclass(frozen=True)
class Counted:
    """The entries that the filters leave, the number of their groups, and every facet's counts."""

    ids: list[int]
    total: int
    facets: dict[str, dict[str, int]]


class FacetTable:
    """Facet values, day, group and language of every entry.

    A change that comes in during a query alters the table in place: whoever needs an answer of one
    moment compares `Change.last()` before and after.
    """

    def __init__(self) -> None:
        self.rows = 0
        # By entry id:
        self._variant = array("i")  # 0: no such entry
        self._day = array("i")  # proleptic ordinal; 0 without a day
        self._language = bytearray()  # index in CODES
        # By variant:
        self._group = [""]
        self._combination = [0]
        self._values: list[Values] = []  # by combination
        self._combinations: dict[tuple[str, ...], int] = {}
        self._first: dict[str, int] = {}  # group → its first variant
        self._others: dict[tuple[str, int], int] = {}  # group and combination → a further one
        self._mixed: set[int] = set()  # variants of groups that have several
        self._newest: array | None = None
        self._lists: dict[tuple, tuple[int, dict[str, dict[str, int]]]] = {}

    # --- following the database ---

    @classmethod
    def read(cls) -> "FacetTable":
        """Return the table of all entries."""
        table = cls()
        for row in SearchEntry.objects.values_list(*COLUMNS).iterator(chunk_size=5000):
            table._put(row)
        return table

    def follow(self, ids: Collection[int]) -> None:
        """Take some entries as the database has them now."""
        rows = {row[0]: row for row in SearchEntry.objects.filter(pk__in=ids).values_list(*COLUMNS)}
        for pk in ids:
            if self.has_entry(pk):
                self._variant[pk] = 0
                self.rows -= 1
            if pk in rows:
                self._put(rows[pk])
        self._newest, self._lists = None, {}

    def _put(self, row: tuple) -> None:
        pk, group, language, day, *values = row
        if (missing := pk + 1 - len(self._variant)) > 0:
            self._variant.frombytes(bytes(missing * self._variant.itemsize))
            self._day.frombytes(bytes(missing * self._day.itemsize))
            self._language.extend(bytes(missing))
        self._day[pk] = day.toordinal() if day else 0
        self._language[pk] = CODES.index(language)
        self._variant[pk] = self._variant_of(group, (*values, year_of(day)))
        self.rows += 1

    def _variant_of(self, group: str, values: tuple[str, ...]) -> int:
        """Return the number of a group's variant, a new one where it is not known."""
        combination = self._combinations.setdefault(values, len(self._values))
        if combination == len(self._values):
            self._values.append({n: v for n, v in zip(FACETS, values, strict=True) if v})
        first, new = self._first.setdefault(group, len(self._group)), len(self._group)
        if first != new:
            if self._combination[first] == combination:
                return first
            known = self._others.setdefault((group, combination), new)
            if known != new:
                return known
            self._mixed |= {first, new}
        self._group.append(group)
        self._combination.append(combination)
        return new

    # --- counting ---

    def count(self, ids: Iterable[int], query: Query) -> Counted:
        """Return which of the entries the query's filters leave, in their order, and the counts."""
        ids = self._known(list(ids))
        if query.since or query.until:
            first = query.since.toordinal() if query.since else 1
            last = query.until.toordinal() if query.until else date.max.toordinal()
            ids = [pk for pk in ids if first <= self._day[pk] <= last]
        total, facets = self._counts(set(map(self._variant.__getitem__, ids)), query.filters)
        return Counted(list(self._meeting(ids, query.filters)), total, facets)

    def browse(self, query: Query) -> Counted:
        """Return the same for all entries, the newest first; of the ids only those of the page."""
        newest = self._newest
        if newest is None:
            every = compress(range(len(self._variant)), self._variant)
            newest = self._newest = array("q", self.newest(every))
        if query.since or query.until:
            found = self.count(newest, query)
            page = self.one_of_each_group(found.ids, query.offset, query.size)
            return Counted(page, found.total, found.facets)
        ids = self._meeting(newest, query.filters)
        page = self.one_of_each_group(ids, query.offset, query.size)
        return Counted(page, *self._list_counts(query.filters))

    def _list_counts(self, filters: Filters) -> tuple[int, dict[str, dict[str, int]]]:
        """Return the counts of all entries under some filters."""
        lists, key = self._lists, tuple(filters.items())
        if key not in lists:
            if len(lists) >= CACHED_LISTS:
                lists.clear()
            lists[key] = self._counts(set(filter(None, self._variant)), filters)
        return lists[key]

    def _known(self, ids: list[int]) -> list[int]:
        """Return the ids that stand here: a backend may be a moment ahead, or behind."""
        end = len(self._variant)
        if ids and max(ids) >= end:
            ids = [pk for pk in ids if pk < end]
        # Here and below without a loop of our own: there may be half a million.
        return list(compress(ids, map(self._variant.__getitem__, ids)))

    def _meeting(self, ids: Collection[int], filters: Filters) -> Iterable[int]:
        """Return the entries that meet the filters."""
        if not filters:
            return ids
        fit = {n for n, values in enumerate(self._values) if filters.items() <= values.items()}
        combinations = map(self._combination.__getitem__, map(self._variant.__getitem__, ids))
        return compress(ids, map(fit.__contains__, combinations))

    def _counts(
        self, variants: set[int], filters: Filters
    ) -> tuple[int, dict[str, dict[str, int]]]:
        """Return how many groups meet the filters, and each facet's counts under the others."""
        mixed = variants & self._mixed
        plain = Counter(map(self._combination.__getitem__, variants - mixed if mixed else variants))
        counts: Counter[tuple[str, str]] = Counter()
        for combination, number in plain.items():
            for pair in self._counted(combination, filters):
                counts[pair] += number
        pairs = {
            (self._group[variant], pair)
            for variant in mixed
            for pair in self._counted(self._combination[variant], filters)
        }
        counts.update(pair for _group, pair in pairs)
        total = counts.pop(TOTAL, 0)
        facets: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        for (name, value), number in counts.items():
            facets[name][value] = number
        return total, {name: ordered(values) for name, values in facets.items()}

    def _counted(self, combination: int, filters: Filters) -> list[tuple[str, str]]:
        """Return what a combination counts for: (facet, value) pairs."""
        values = self._values[combination]
        unmet = [name for name, value in filters.items() if values.get(name, "") != value]
        if not unmet:
            return [TOTAL, *values.items()]
        return [(name, values[name]) for name in unmet if name in values] if len(unmet) == 1 else []

    # --- single entries ---

    def one_of_each_group(self, ids: Iterable[int], first: int, number: int) -> list[int]:
        """Return the first entry of each group: `number` of them after the first `first`."""
        seen: set[str] = set()
        found: list[int] = []
        for pk in ids:
            group = self._group[self._variant[pk]]
            if group in seen:
                continue
            seen.add(group)
            if len(seen) > first:
                found.append(pk)
            if len(found) == number:
                break
        return found

    def has_entry(self, pk: int) -> bool:
        """Return whether the entry exists."""
        return 0 < pk < len(self._variant) and bool(self._variant[pk])

    def has_value(self, pk: int, facet: str, values: Collection[str]) -> bool:
        """Return whether an entry's facet has one of the values."""
        return self._values[self._combination[self._variant[pk]]].get(facet, "") in values

    def is_in(self, pk: int, language: str) -> bool:
        """Return whether an entry is written in a language."""
        return CODES[self._language[pk]] == language

    def newest(self, ids: Iterable[int]) -> list[int]:
        """Return entries by their day, the newest first and those without a day last."""
        # A reversed sort keeps the order of equals.
        return sorted(sorted(ids), key=self._day.__getitem__, reverse=True)


class FacetCache:
    """The table of this process, shared by its threads, as new as the change log."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: tuple[int, str] | None = None
        self._table = FacetTable()

    def snapshot(self) -> tuple[FacetTable, tuple[int, str]]:
        """Return the table and the latest change, which it has followed."""
        last = Change.last()
        if last != self._last:
            with self._lock:
                last = Change.last()
                if last != self._last:  # else another thread has been here
                    self._follow(last[0])
                    self._last = last
        return self._table, last

    def _follow(self, position: int) -> None:
        known, token = self._last or (0, "")
        same = Change.objects.filter(pk=known, token=token).exists()  # else it was rolled back
        if same and known < position <= known + REPLAYED:
            changes = Change.objects.filter(pk__gt=known, pk__lte=position)
            ids = set(changes.values_list("entry_id", flat=True))
            if EVERYTHING not in ids:
                self._table.follow(ids)
                return
        self._table = FacetTable.read()
