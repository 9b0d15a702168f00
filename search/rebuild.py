"""The index built anew beside the old one, in short turns, while everybody goes on.

Rows that say what they should keep their place and only give their terms to the next index; who
publishes meanwhile writes both. Then the next index takes over in one moment. Whatever ends a
build before that leaves the old index as it was.
"""

import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from uuid import uuid4

from django.db import OperationalError, connection

from search.analysis.index_terms import Terms
from search.backends import Engine, get_engine
from search.backends.index import findable, unfound
from search.backends.term_extraction import read_ahead, row_terms
from search.entry import Entry
from search.index_writer import change, note, says, turn
from search.models import EVERYTHING, Change, SearchEntry

FORGOTTEN = 500  # rows at a turn
MOST_UNCOUNTED = 100_000  # words that wait to be counted
COUNTED = 20_000  # of them at a turn
TRIES = 600  # to get a turn, a second apart: a backup may be reading what is to be swapped


class Overtaken(Exception):
    """Another build has begun: it goes on, this one ends."""


@dataclass(frozen=True)
class Portion:
    """A part of what the sources say, read before its turn comes."""

    size: int  # rows of the source
    entries: Sequence[Entry]
    known: tuple[int, str]  # the last change before it was read
    again: Callable[[], Iterable[Entry]]  # reads it now

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> "Portion":
        """Entries that stay as they are."""
        return cls(len(entries), entries, Change.last(), lambda: entries)


def build(portions: Iterable[Portion], progress: Callable[[int], None]) -> int:
    """Make what the portions say all that can be found; returns how many entries that is.

    `progress` is told after each turn how many rows of the sources are done. Raises Overtaken.
    """
    making = _Build()
    making.again(making.begin)
    try:
        done = 0
        for portion, read in _with_terms(portions):
            making.again(partial(making.write, portion, read))
            done += portion.size
            progress(done)
        making.again(making.swap)
    except BaseException:
        with suppress(Exception):
            making.give_up()
        raise
    making.again(making.finish)
    return findable().count()


def _with_terms(portions: Iterable[Portion]) -> Iterator[tuple[Portion, list[Terms]]]:
    """Each portion with its entries' terms; those to come are read while it is written."""
    waiting: deque[Portion] = deque()

    def entries() -> Iterator[Sequence[Entry]]:
        for portion in portions:
            waiting.append(portion)
            yield portion.entries

    for _entries, read in read_ahead(entries()):
        yield waiting.popleft(), read


class _Build:
    def __init__(self) -> None:
        self.sign = uuid4().hex
        self.indexes = get_engine().indexes
        # Inside somebody's transaction nobody else gets a turn before it ends.
        self._pause = 0.0 if connection.in_atomic_block else self.indexes.pause
        self._free_since = 0.0
        self._unordered = True
        self._uncounted: dict[str, Counter[str]] = defaultdict(Counter)

    # --- turns ---

    @contextmanager
    def turn(self) -> Iterator[Engine]:
        time.sleep(max(0.0, self._free_since + self._pause - time.monotonic()))
        try:
            with turn() as engine:
                yield engine
        finally:
            self._free_since = time.monotonic()

    @contextmanager
    def own_turn(self) -> Iterator[Engine]:
        with self.turn() as engine:
            if not self.indexes.built_by(self.sign):
                raise Overtaken
            yield engine

    def again(self, step: Callable[[], None]) -> None:
        """Do a step; again where somebody stood in the way."""
        for _try in range(TRIES):
            try:
                return step()
            except OperationalError as error:
                if "lock" not in str(error):
                    raise
            time.sleep(1)
        return step()

    # --- steps ---

    def begin(self) -> None:
        self._clear()
        with self.turn():
            self.indexes.begin(self.sign)
        self._clear()

    def write(self, portion: Portion, read: Sequence[Terms]) -> None:
        """Take a portion into the next index, unless what stands there already is newer."""
        terms = dict(zip(portion.entries, read, strict=True))
        with self.own_turn() as engine:
            entries, kept = _said_now(portion)
            there = self.indexes.next.holds([row.pk for row in kept.values()])
            new = [entry for entry in entries if entry.ref not in kept]
            made = SearchEntry.objects.bulk_create(SearchEntry(**vars(entry)) for entry in new)
            pairs = list(zip(made, new, strict=True))
            for entry in entries:
                row = kept.get(entry.ref)
                if row is not None and row.pk not in there:
                    if says(row, entry):
                        pairs.append((row, entry))
                    else:
                        change(engine, row, entry, terms.get(entry))
            # FTS5 writes what comes in order in one piece.
            pairs.sort(key=lambda pair: pair[0].pk)
            found = [terms.get(entry) or row_terms(row) for row, entry in pairs]
            self.indexes.next.insert([row for row, _entry in pairs], found)
        for kind, words in self.indexes.next.words_of(found).items():
            self._uncounted[kind].update(words)
        if sum(map(len, self._uncounted.values())) > MOST_UNCOUNTED:
            self.count()

    def count(self) -> None:
        """Count the words: those of many portions at once, as most are the same."""
        for kind, words in self._uncounted.items():
            while some := dict(islice(words.items(), COUNTED)):
                with self.own_turn():
                    self.indexes.next.count(kind, some)
                for word in some:
                    del words[word]

    def swap(self) -> None:
        """Put the filled index in order, a step at a turn, and let it answer."""
        self.count()
        more = True
        while more:
            with self.own_turn():
                more = self.indexes.next.order(self._unordered)
                self._unordered = False
                if not more:
                    self.indexes.swap(self.sign)
                    note([EVERYTHING])

    def finish(self) -> None:
        """Drop what nobody asks any more: the old index, and rows that no source says."""
        self._clear()
        last = 0
        while ids := list(unfound().filter(pk__gt=last).values_list("pk", flat=True)[:FORGOTTEN]):
            last = ids[-1]
            with self.turn():
                gone = set(ids) - self.indexes.held(ids)
                SearchEntry.objects.filter(pk__in=gone).delete()
                note(sorted(gone))
        with self.turn() as engine:
            engine.settle()

    def give_up(self) -> None:
        with self.turn():
            if self.indexes.built_by(self.sign):
                self.indexes.give_up()
        self._clear()

    def _clear(self) -> None:
        while self.indexes.left.there():
            with self.turn():
                self.indexes.clear()


def _said_now(portion: Portion) -> tuple[Iterable[Entry], dict[str, SearchEntry]]:
    """The entries of a portion and the rows that are kept of them.

    Read before its turn, it may be out of date where it differs from what is kept: who publishes
    changes that. Then the source is asked once more.
    """
    entries = {entry.ref: entry for entry in portion.entries}
    kept = _kept(entries)
    changed = portion.known != Change.last()
    if changed and not all(says(kept.get(ref), entry) for ref, entry in entries.items()):
        entries = {entry.ref: entry for entry in portion.again()}
        kept = _kept(entries)
    return entries.values(), kept


def _kept(refs: Iterable[str]) -> dict[str, SearchEntry]:
    return {row.ref: row for row in SearchEntry.objects.filter(ref__in=list(refs))}
