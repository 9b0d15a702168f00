"""The facets, the day and the group of every entry, in this process's memory.

An engine says which entries match; who counts them by topic and office is here: a set of things is
one long number with a bit for each, so that two sets meet in one step. They are read once and then
follow the changes that `indexing` writes down, so every process of every server agrees. The bench
prints the memory they take.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from threading import Lock

from core.localtext import CODES
from search.entry import year_of
from search.models import Change, SearchEntry
from search.query import FACETS, STORED, Query

SPARE = 4096  # places kept free for entries to come
REPLAYED = 1000  # changes followed one by one; beyond that everything is read again
NAMES = ("pk", "group", "language", "published_on", *STORED)
YES = ord("1")  # how a set is written, a digit a thing, before it becomes a number
Bits = int


@dataclass(frozen=True)
class Counted:
    """The entries left by the filters, how many things they are, and every facet's counts."""

    ids: list[int]
    total: int
    facets: dict[str, dict[str, int]]


class Columns:
    def __init__(self) -> None:
        self._lock = Lock()
        self._token: str | None = None
        self._clear(0, 0)

    def _clear(self, low: int, size: int) -> None:
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

    # --- keeping true ---

    def fresh(self) -> "Columns":
        """Itself, after following what has changed."""
        last = Change.objects.order_by("-pk").values_list("pk", "token").first()
        token = last[1] if last else ""
        if token != self._token:
            with self._lock:
                if not self._follow(last):
                    self._read()
                self._token = token
        return self

    def _follow(self, last: tuple[int, str] | None) -> bool:
        if last is None or not self._token:
            return False
        known = Change.objects.filter(token=self._token).values_list("pk", flat=True).first()
        if known is None or last[0] - known > REPLAYED:
            return False
        ids = set(Change.objects.filter(pk__gt=known).values_list("entry_id", flat=True))
        if not ids or min(ids) < max(self.low, 1) or max(ids) >= self.low + len(self.thing):
            return False
        rows = {row[0]: row for row in SearchEntry.objects.filter(pk__in=ids).values_list(*NAMES)}
        for pk in ids:
            self._forget(pk)
            if pk in rows:
                for name, value, number in self._put(rows[pk]):
                    known_bits = self.bits[name]
                    known_bits[value] = known_bits.get(value, 0) | 1 << number
        return True

    def _read(self) -> None:
        rows = SearchEntry.objects.order_by("pk")
        first = rows.values_list("pk", flat=True).first() or 0
        last = rows.values_list("pk", flat=True).last() or 0
        self._clear(first, last - first + 1)
        numbers: dict[tuple[str, str], array] = defaultdict(lambda: array("i"))
        for row in rows.order_by().values_list(*NAMES).iterator(chunk_size=5000):
            if 0 <= row[0] - first < len(self.thing):
                for name, value, number in self._put(row):
                    numbers[name, value].append(number)
        for (name, value), found in numbers.items():
            self.bits[name][value] = self._set(found)

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

    def _set(self, numbers: Iterable[int]) -> Bits:
        """The set of these things."""
        last = len(self.groups) - 1
        written = bytearray(b"0") * (last + 1)
        for number in numbers:
            written[last - number] = YES
        return int(written, 2)

    # --- counting ---

    def everything(self) -> list[int]:
        """Every entry."""
        return list(compress(range(self.low, self.low + len(self.thing)), self.thing))

    def count(self, ids: Iterable[int], query: Query) -> Counted:
        """Of the entries that match the words, those the filters leave, and the counts."""
        kept, things = self._known(list(ids))
        if query.since or query.until:
            inside = self._within(kept, query.since, query.until)
            kept, things = list(compress(kept, inside)), list(compress(things, inside))
        asked = self._set(things)
        facets = {
            name: self._values(name, self._met(asked, query.filters, without=name))
            for name in FACETS
        }
        left = self._met(asked, query.filters)
        if query.filters:
            last = len(self.groups) - 1
            written = f"{left:0{last + 1}b}".encode()
            kept = [pk for pk, n in zip(kept, things, strict=True) if written[last - n] == YES]
        return Counted(kept, self._things_in(left), facets)

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
        written = f"{asked:b}"
        last, place = len(written) - 1, written.find("1")
        found = set()
        while place >= 0:
            found.add(self.groups[last - place])
            place = written.find("1", place + 1)
        return found

    # --- of one entry, of some ---

    def groups_of(self, ids: Sequence[int], first: int, number: int) -> list[int]:
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
        return 0 <= pk - self.low < len(self.thing) and bool(self.thing[pk - self.low])

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


def ordered(counts: Mapping[str, int]) -> dict[str, int]:
    """The most frequent first, the same order everywhere."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
