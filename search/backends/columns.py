"""The facets, the day and the group of every entry, in this process's memory.

An engine says which entries match; who counts them by topic and office is here, with sets of things
(bits.py). A reader may be in the middle of a question while a change comes in: what was there keeps
its place and its number, so its counts are a moment old and never wrong in kind. The bench prints
the memory it takes.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress

from core.i18n.localtext import CODES
from search.backends.base import ordered
from search.backends.bits import Bits, bits_of, held, numbers_in
from search.backends.index import findable
from search.entry import year_of
from search.query.request import FACETS, STORED_FACETS, Query

SPARE = 4096  # places kept free for entries to come
NAMES = ("pk", "group", "language", "published_on", *STORED_FACETS)


@dataclass(frozen=True)
class Counted:
    """The entries left by the filters, how many things they are, and every facet's counts."""

    ids: list[int]
    total: int
    facets: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Latest:
    """Every entry, the newest first, and their things, after so many changes."""

    changes: int
    ids: array
    things: Bits


class Columns:
    def __init__(self, low: int = 0, size: int = 0) -> None:
        """For entries whose ids begin with `low` and are `size` at first."""
        self.low = low
        self.rows = 0
        self.day = array("i", bytes(4 * (size + SPARE)))
        self.code = bytearray(size + SPARE)  # the language's place in CODES
        self.thing = array("i", bytes(4 * (size + SPARE)))  # 0: no entry
        # Of a thing, by its number. A group whose languages differ in a facet is several things.
        self.groups: list[str] = [""]
        self.bits: dict[str, dict[str, Bits]] = {name: {} for name in FACETS}
        self.mixed: Bits = 0
        self._sorts = array("i", [0])  # of a thing: which combination of values it has
        self._sort_of: dict[tuple[str, ...], int] = {(): 0}
        self._of_group: dict[str, int] = {}  # its first thing
        self._others: dict[tuple[str, int], int] = {}  # its further things, by their sort
        self._changes = 0
        self._latest = Latest(-1, array("q"), 0)

    # --- keeping true ---

    @classmethod
    def read(cls) -> "Columns":
        """All entries that can be found."""
        rows = findable().order_by("pk")
        first = rows.values_list("pk", flat=True).first() or 0
        last = rows.values_list("pk", flat=True).last() or 0
        made = cls(first, last - first + 1)
        made._fill(rows.order_by().values_list(*NAMES).iterator(chunk_size=5000))
        return made

    def _fill(self, rows: Iterable[tuple]) -> None:
        numbers: dict[tuple[str, str], array] = defaultdict(lambda: array("i"))
        for row in rows:
            if self._has_room(row[0]):
                for name, value, number in self._put(row):
                    numbers[name, value].append(number)
        for (name, value), found in numbers.items():
            self.bits[name][value] = bits_of(found, len(self.groups))

    def follow(self, ids: Collection[int]) -> bool:
        """Take some entries as the database has them now; whether there was room for them."""
        if not all(map(self._has_room, ids)):
            return False
        rows = {row[0]: row for row in findable().filter(pk__in=ids).values_list(*NAMES)}
        for pk in ids:
            self._forget(pk)
            if pk in rows:
                for name, value, number in self._put(rows[pk]):
                    known = self.bits[name].get(value, 0)
                    # Another dict: somebody may be going through this one.
                    self.bits[name] = {**self.bits[name], value: known | 1 << number}
        self._changes += 1
        return True

    def _has_room(self, pk: int) -> bool:
        return 0 <= pk - self.low < len(self.thing)

    def _put(self, row: tuple) -> Iterator[tuple[str, str, int]]:
        """Take a row in; gives (facet, value, thing) where its thing is a new one."""
        pk, group, code, day, *values = row
        values.append(year_of(day))
        place = pk - self.low
        number, new = self._thing(group, tuple(values))
        if new:
            yield from ((n, v, number) for n, v in zip(FACETS, values, strict=True) if v)
        self.thing[place] = number
        self.day[place] = day.toordinal() if day else 0
        self.code[place] = CODES.index(code)
        self.rows += 1

    def _thing(self, group: str, values: tuple[str, ...]) -> tuple[int, bool]:
        """The number of the thing with these values, and whether it is a new one."""
        sort = self._sort_of.setdefault(values, len(self._sort_of))
        first, number = self._of_group.get(group), len(self.groups)
        if first is None:
            self._of_group[group] = number
        elif self._sorts[first] == sort:
            return first, False
        elif (group, sort) in self._others:
            return self._others[group, sort], False
        else:
            self._others[group, sort] = number
            self.mixed |= 1 << first | 1 << number
        self.groups.append(group)
        self._sorts.append(sort)
        return number, True

    def _forget(self, pk: int) -> None:
        self.rows -= bool(self.thing[pk - self.low])
        self.thing[pk - self.low] = 0

    # --- counting ---

    def count(self, ids: Iterable[int], query: Query) -> Counted:
        """Of the entries that match the words, those the filters leave, and the counts."""
        kept, things = self._known(list(ids))
        if query.since or query.until:
            inside = self._within(kept, query.since, query.until)
            kept, things = list(compress(kept, inside)), list(compress(things, inside))
        left, facets = self._left(bits_of(things, len(self.groups)), query)
        if query.filters:
            kept = list(compress(kept, held(left, things, len(self.groups))))
        return Counted(kept, self._things_in(left), facets)

    def browse(self, query: Query) -> Counted:
        """As `count` of all entries, the newest first; of the ids only those of the page."""
        latest = self._latest_now()
        if query.since or query.until:
            found = self.count(latest.ids, query)
            return replace(found, ids=self.groups_of(found.ids, query.offset, query.size))
        left, facets = self._left(latest.things, query)
        # No further than the page: there may be a million.
        things = map(self.thing.__getitem__, map((-self.low).__add__, latest.ids))
        kept = compress(latest.ids, held(left, things, len(self.groups)))
        ids = self.groups_of(kept, query.offset, query.size)
        return Counted(ids, self._things_in(left), facets)

    def _latest_now(self) -> Latest:
        changes, latest = self._changes, self._latest
        if latest.changes != changes:
            ids = list(compress(range(self.low, self.low + len(self.thing)), self.thing))
            things = bits_of(filter(None, self.thing), len(self.groups))
            latest = self._latest = Latest(changes, array("q", self.newest(ids)), things)
        return latest

    def _left(self, asked: Bits, query: Query) -> tuple[Bits, dict[str, dict[str, int]]]:
        """The things that the filters leave, and each facet's counts under the others."""
        facets = {
            name: self._values(name, self._met(asked, query.filters, without=name))
            for name in FACETS
        }
        return self._met(asked, query.filters), facets

    def _known(self, ids: list[int]) -> tuple[list[int], list[int]]:
        """The known ones and their things: an engine may be a moment ahead of us, or behind."""
        low, end = self.low, self.low + len(self.thing)
        if ids and (min(ids) < low or max(ids) >= end):
            ids = [pk for pk in ids if low <= pk < end]
        # Without a loop of our own: there may be half a million.
        things = list(map(self.thing.__getitem__, map((-low).__add__, ids)))
        if 0 in things:
            return list(compress(ids, things)), list(filter(None, things))
        return ids, things

    def _within(self, ids: list[int], since: date | None, until: date | None) -> list[bool]:
        low, day = self.low, self.day
        first = since.toordinal() if since else 1
        last = until.toordinal() if until else date.max.toordinal()
        return [first <= day[pk - low] <= last for pk in ids]

    def _met(self, asked: Bits, filters: Mapping[str, str], without: str = "") -> Bits:
        """The things that meet the filters, one facet's maybe excepted."""
        for name, value in filters.items():
            if name != without:
                asked &= self.bits[name].get(value, 0)
        return asked

    def _values(self, name: str, asked: Bits) -> dict[str, int]:
        plain, mixed = asked & ~self.mixed, asked & self.mixed
        counts = Counter(
            {v: n for v, bits in self.bits[name].items() if (n := (plain & bits).bit_count())}
        )
        if mixed:
            for value, bits in self.bits[name].items():
                counts[value] += len(self._groups(mixed & bits))
        return ordered(+counts)

    def _things_in(self, asked: Bits) -> int:
        """How many groups they are."""
        return (asked & ~self.mixed).bit_count() + len(self._groups(asked & self.mixed))

    def _groups(self, asked: Bits) -> set[str]:
        return {self.groups[number] for number in numbers_in(asked)}

    # --- of one entry, of some ---

    def groups_of(self, ids: Iterable[int], first: int, number: int) -> list[int]:
        """The first entry of each thing, `number` of them after the first `first`."""
        seen: set[str] = set()
        found = []
        for pk in ids:
            group = self.groups[self.thing[pk - self.low]]
            if group in seen:
                continue
            seen.add(group)
            if len(seen) > first:
                found.append(pk)
            if len(found) == number:
                break
        return found

    def known(self, pk: int) -> bool:
        """Whether the entry is there."""
        return self._has_room(pk) and bool(self.thing[pk - self.low])

    def has(self, pk: int, name: str, values: Iterable[str]) -> bool:
        """Whether an entry's facet has one of these values."""
        number, bits = self.thing[pk - self.low], self.bits[name]
        return any(bits.get(value, 0) >> number & 1 for value in values)

    def in_language(self, pk: int, code: str) -> bool:
        """Whether an entry is written in a language."""
        return CODES[self.code[pk - self.low]] == code

    def newest(self, ids: Iterable[int]) -> list[int]:
        """Entries by their day, the newest first; those without a day last."""
        low, day = self.low, self.day
        places = sorted(pk - low for pk in ids)
        # A backward sort keeps the order of what is equal.
        return [low + place for place in sorted(places, key=day.__getitem__, reverse=True)]
