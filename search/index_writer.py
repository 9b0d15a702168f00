"""The only writer of the index: entries, the backend's terms and the change log, together.

What is done within `index_lock()` is seen whole or not at all.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from search.analysis.index_terms import Terms
from search.analysis.version import VERSION
from search.backends import get_backend, get_database
from search.backends.base import batched, row_terms
from search.backends.database import DatabaseBackend
from search.entry import Entry
from search.models import EVERYTHING, Change, SearchEntry

Rows = dict[str, SearchEntry]  # by ref
REMEMBERED = 50_000  # changes in the log; a reader that is further behind reads everything again
ONE_BY_ONE = 500  # entries whose change is logged for each; of more, that all may differ
BATCH = 500  # rows written in one transaction of a rebuild: half a second at most


@contextmanager
def index_lock() -> Iterator[DatabaseBackend]:
    """Open a transaction that holds the index writer lock; gives the database's backend."""
    with transaction.atomic():
        backend = get_database()
        backend.acquire_writer_lock()
        if not Change.objects.exists():
            # A new database, or a flushed one: the backend's own tables know nothing of a flush.
            backend.clear()
            log_changes([EVERYTHING])
        yield backend


def put(entries: Iterable[Entry]) -> None:
    """Make these entries findable; an entry with a known ref is replaced."""
    with index_lock() as backend:
        _write(backend, entries)


def replace(prefix: str, entries: Iterable[Entry]) -> None:
    """Make `entries` all that is findable under refs that begin with `prefix`."""
    entries = list(entries)
    with index_lock() as backend:
        others = SearchEntry.objects.filter(ref__startswith=prefix)
        _delete(backend, others.exclude(ref__in=[entry.ref for entry in entries]))
        _write(backend, entries)


def drop(group: str) -> None:
    """Remove a group in all its languages."""
    with index_lock() as backend:
        _delete(backend, SearchEntry.objects.filter(group=group))


def recode(facet: str, old: str, new: str) -> None:
    """Replace a facet's value in all entries that have it; their texts stay as they are."""
    with index_lock():
        rows = SearchEntry.objects.filter(**{facet: old})
        ids = list(rows.values_list("pk", flat=True)[: ONE_BY_ONE + 1])
        if ids:
            rows.update(**{facet: new, "changed_at": timezone.now()})
            log_changes(ids if len(ids) <= ONE_BY_ONE else [EVERYTHING])


def is_current(row: SearchEntry, entry: Entry) -> bool:
    """Return whether a row and its terms are what the entry and today's analysis rules make."""
    return row.analysis_version == VERSION and _equals(row, entry)


def _equals(row: SearchEntry, entry: Entry) -> bool:
    return all(getattr(row, name) == value for name, value in vars(entry).items())


def _rows(entries: Collection[str]) -> Rows:
    return {row.ref: row for row in SearchEntry.objects.filter(ref__in=list(entries))}


def _write(
    backend: DatabaseBackend,
    entries: Iterable[Entry],
    known: Rows | None = None,
    terms: Mapping[Entry, Terms] | None = None,
) -> Rows:
    """Insert and update what differs; return the rows of all entries.

    `known` are the rows as they are and `terms` those of some entries, where they are known.
    """
    by_ref = {entry.ref: entry for entry in entries}
    known = _rows(by_ref) if known is None else known
    outdated = [row for ref, row in known.items() if not is_current(row, by_ref[ref])]
    # Of a row that only gets other terms no reader of the log keeps anything.
    changed = [row.pk for row in outdated if not _equals(row, by_ref[row.ref])]
    backend.remove([row.pk for row in outdated])
    for row in outdated:
        for name, value in vars(by_ref[row.ref]).items():
            setattr(row, name, value)
        row.analysis_version = VERSION
        row.save()
    new = SearchEntry.objects.bulk_create(
        SearchEntry(**vars(entry), analysis_version=VERSION)
        for ref, entry in by_ref.items()
        if ref not in known
    )
    # FTS5 writes what comes in order in one piece.
    written = sorted([*outdated, *new], key=lambda row: row.pk)
    made = terms or {}
    backend.add(written, [made.get(by_ref[row.ref]) or row_terms(row) for row in written])
    log_changes([*changed, *(row.pk for row in new)])
    return known | {row.ref: row for row in new}


def _delete(backend: DatabaseBackend, rows: Iterable[SearchEntry]) -> None:
    ids = [row.pk for row in rows]
    backend.remove(ids)
    SearchEntry.objects.filter(pk__in=ids).delete()
    log_changes(ids)


def log_changes(ids: Collection[int]) -> None:
    """Log changed entries for the readers that keep a copy (see Change)."""
    if ids:
        Change.objects.bulk_create(Change(entry_id=pk, token=uuid4().hex) for pk in ids)
        Change.objects.filter(pk__lte=Change.last()[0] - REMEMBERED).delete()
        transaction.on_commit(get_backend().follow_changes)


# --- rebuilding -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Batch:
    """A part of what the sources say."""

    rows: int  # of the source
    read: Callable[[], list[Entry]]


def rebuild(
    batches: Iterable[Batch],
    confirm: Callable[[list[str]], set[str]] = lambda refs: set(),
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Make what the batches say all that is findable; return how many entries that is.

    Each batch is one short transaction that writes what differs, so others write in between and
    every entry is true at any moment, also when the rebuild is interrupted. `confirm` returns which
    of some refs their sources still say: entries that were there before and are in no batch.
    `progress` is told how many rows of the sources are done.
    """
    _repair()
    turns = _Turns()
    last = SearchEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    seen: set[int] = set()
    done, written = 0, False
    for batch in batches:
        found, wrote = _rewrite(batch, turns)
        seen |= found
        written |= wrote
        done += batch.rows
        progress(done)
    left = SearchEntry.objects.filter(pk__lte=last).order_by("pk").values_list("pk", flat=True)
    for ids in batched([pk for pk in left if pk not in seen], BATCH):
        with turns.lock() as backend:
            rows = SearchEntry.objects.filter(pk__in=ids)
            said = confirm([row.ref for row in rows])
            _delete(backend, [row for row in rows if row.ref not in said])
        written = True
    if written:
        _optimize(turns)
    return SearchEntry.objects.count()


def rebuild_from(
    entries: Iterable[Entry], progress: Callable[[int], None] = lambda done: None
) -> int:
    """Make these entries all that is findable; return how many there are."""
    batches = (Batch(len(part), partial(list, part)) for part in batched(entries, BATCH))
    return rebuild(batches, progress=progress)


def _repair() -> None:
    """Drop terms without an entry and find entries without terms, as a flush may leave them."""
    with index_lock() as backend:
        indexed = backend.indexed_ids()
        entries = set(SearchEntry.objects.values_list("pk", flat=True))
        backend.remove(indexed - entries)
        for ids in batched(entries - indexed, BATCH):
            SearchEntry.objects.filter(pk__in=ids).update(analysis_version="")


class _Turns:
    """The transactions of a rebuild, between which others have their turn."""

    def __init__(self) -> None:
        self._next = 0.0  # time.monotonic()

    @contextmanager
    def lock(self) -> Iterator[DatabaseBackend]:
        """Open the next transaction, after the pause that SQLite needs: its lock is no queue."""
        if not connection.in_atomic_block:  # nobody else could write before its end
            time.sleep(max(0.0, self._next - time.monotonic()))
        with index_lock() as backend:
            yield backend
        self._next = time.monotonic() + backend.pause


def _rewrite(batch: Batch, turns: _Turns) -> tuple[set[int], bool]:
    """Write what differs; return the ids of the batch's entries and whether anything did."""
    last, entries = Change.last(), batch.read()
    rows = _rows([entry.ref for entry in entries])
    differing = [e for e in entries if not (e.ref in rows and is_current(rows[e.ref], e))]
    if differing:
        terms = {entry: row_terms(entry) for entry in differing}  # others write meanwhile
        with turns.lock() as backend:
            if Change.last() == last:
                rows = _write(backend, entries, rows, terms)
            else:  # somebody has published since
                rows = _write(backend, batch.read(), None, terms)
    return {row.pk for row in rows.values()}, bool(differing)


def _optimize(turns: _Turns) -> None:
    first = more = True
    while more:
        with turns.lock() as backend:
            more = backend.optimize(first)
            first = False
    with index_lock() as backend:
        backend.analyze()


def index_again() -> None:
    """Index the rows as they are: after an upgrade that created the backend's tables anew."""
    rows = SearchEntry.objects.order_by("pk").iterator(chunk_size=BATCH)
    for part in batched(rows, BATCH):
        with index_lock() as backend:
            backend.add(part, [row_terms(row) for row in part])
            ids = [row.pk for row in part]
            SearchEntry.objects.filter(pk__in=ids).update(analysis_version=VERSION)
