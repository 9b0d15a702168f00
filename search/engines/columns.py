"""The facets, the day and the group of every entry, in this process's memory.

An engine says which entries match; who counts them by topic and office, in one pass over a few
arrays, is here. A hundred thousand entries take some two megabytes. The arrays are read once and
then follow the changes that `indexing` writes down, so every process of every server agrees.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from search.models import Change, SearchEntry
from search.query import FACETS, Query

SPARE = 4096  # places kept free for entries to come
REPLAYED = 1000  # changes followed one by one; beyond that everything is read again
NAMES = ("pk", "group", "language", "published_on", *FACETS)
Cube = tuple[str, ...]


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
        self.day = array("i", bytes(4 * (size + SPARE)))
        self.pair = array("i", bytes(4 * (size + SPARE)))  # 0: no entry
        self.language: dict[int, str] = {}
        self.cubes: list[Cube] = [()]  # every combination of facets there is
        self.cube = array("i", [0])  # of a pair: which combination
        self._cubes: dict[Cube, int] = {(): 0}
        self.groups: list[str] = [""]  # of a pair
        self._pairs: dict[tuple[str, Cube], int] = {}
        self._of_group: dict[str, int] = {}
        self.mixed: set[int] = set()  # pairs of groups whose languages differ in a facet

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
        if not ids or min(ids) < max(self.low, 1) or max(ids) >= self.low + len(self.pair):
            return False
        rows = {row[0]: row for row in SearchEntry.objects.filter(pk__in=ids).values_list(*NAMES)}
        for pk in ids:
            if pk in rows:
                self._put(rows[pk])
            else:
                self.pair[pk - self.low] = 0
        return True

    def _read(self) -> None:
        rows = SearchEntry.objects.order_by("pk")
        first = rows.values_list("pk", flat=True).first() or 0
        last = rows.values_list("pk", flat=True).last() or 0
        self._clear(first, last - first + 1)
        for row in rows.order_by().values_list(*NAMES).iterator(chunk_size=5000):
            if 0 <= row[0] - first < len(self.pair):
                self._put(row)

    def _put(self, row: tuple) -> None:
        pk, group, code, day, *facets = row
        key = (group, tuple(facets))
        number = self._pairs.get(key)
        if number is None:
            number = self._pairs[key] = len(self.cube)
            self.cube.append(self._cubes.setdefault(key[1], len(self.cubes)))
            if self.cube[-1] == len(self.cubes):
                self.cubes.append(key[1])
            self.groups.append(group)
            if other := self._of_group.get(group):
                self.mixed |= {other, number}
            self._of_group[group] = number
        self.pair[pk - self.low] = number
        self.day[pk - self.low] = day.toordinal() if day else 0
        self.language[pk] = code

    # --- counting ---

    def everything(self) -> list[int]:
        """Every entry."""
        low = self.low
        return [low + place for place, number in enumerate(self.pair) if number]

    def count(self, ids: Iterable[int], query: Query) -> Counted:
        """Of the entries that match the words, those the filters leave, and the counts."""
        low, pair, end = self.low, self.pair, len(self.pair)
        kept = [pk for pk in ids if 0 <= pk - low < end and pair[pk - low]]
        if query.since or query.until:
            kept = self._within(kept, query.since, query.until)
        pairs = {pair[pk - low] for pk in kept}
        filters = query.filters
        facets = self._facets(pairs, filters)
        if filters:
            met = {
                place for place, cube in enumerate(self.cubes) if cube and not missed(cube, filters)
            }
            wanted = {number for number in pairs if self.cube[number] in met}
            kept = [pk for pk in kept if pair[pk - low] in wanted]
            pairs = wanted
        total = len(pairs)
        if self.mixed:
            total = len({self.groups[number] for number in pairs})
        return Counted(kept, total, facets)

    def _within(self, ids: list[int], since: date | None, until: date | None) -> list[int]:
        low, day = self.low, self.day
        first = since.toordinal() if since else 1
        last = until.toordinal() if until else date.max.toordinal()
        return [pk for pk in ids if first <= day[pk - low] <= last]

    def _facets(self, pairs: set[int], filters: dict[str, str]) -> dict[str, dict[str, int]]:
        """Value → things, for each facet under the other filters."""
        counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        plain = Counter(map(self.cube.__getitem__, pairs - self.mixed if self.mixed else pairs))
        for place, number in plain.items():
            for name, value in _counted(self.cubes[place], filters):
                counts[name][value] += number
        once = {
            (self.groups[number], name, value)
            for number in pairs & self.mixed
            for name, value in _counted(self.cubes[self.cube[number]], filters)
        }
        for _group, name, value in once:
            counts[name][value] += 1
        return {name: ordered(found) for name, found in counts.items()}

    def groups_of(self, ids: Sequence[int], first: int, number: int) -> list[int]:
        """The first entry of each thing, `number` of them after the first `first`."""
        seen: set[str] = set()
        found = []
        for pk in ids:
            group = self.groups[self.pair[pk - self.low]]
            if group in seen:
                continue
            seen.add(group)
            if len(seen) > first:
                found.append(pk)
            if len(found) == number:
                break
        return found

    def facets_of(self, pk: int) -> Cube:
        """The facets of an entry, in the order of FACETS."""
        return self.cubes[self.cube[self.pair[pk - self.low]]]

    def newest(self, ids: Iterable[int]) -> list[int]:
        """Entries by their day, the newest first; those without a day last."""
        low, day = self.low, self.day
        return sorted(ids, key=lambda pk: (-day[pk - low], pk))


def missed(cube: Cube, filters: dict[str, str]) -> list[str]:
    """Which filters a combination of facets does not meet."""
    row = dict(zip(FACETS, cube, strict=True))
    return [name for name, value in filters.items() if row[name] != value]


def _counted(cube: Cube, filters: dict[str, str]) -> list[tuple[str, str]]:
    """The facets for which a combination counts: all, or the one whose filter alone it misses."""
    without = missed(cube, filters)
    return [
        (name, value)
        for name, value in zip(FACETS, cube, strict=True)
        if value and (not without or without == [name])
    ]


def ordered(counts: Mapping[str, int]) -> dict[str, int]:
    """The most frequent first, the same order everywhere."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
