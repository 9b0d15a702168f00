"""A turn at the index: one writer at a time changes the flat table and the engine's terms together.

What is done within `turn()` is seen whole or not at all.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import transaction

from search.analysis.index_terms import Terms
from search.backends import Engine, get_engine
from search.backends.term_extraction import row_terms
from search.entry import Entry
from search.models import EVERYTHING, Change, SearchEntry

REMEMBERED = 50_000  # changes; who is further behind reads everything again


@contextmanager
def turn() -> Iterator[Engine]:
    """The engine in force, written by nobody else until the end of the transaction."""
    with transaction.atomic():
        engine = get_engine()
        engine.queue()
        if not Change.objects.exists():
            # A new database, or an emptied one: the engine's own tables know nothing of a flush.
            engine.reset()
            note([EVERYTHING])
        yield engine


def says(row: SearchEntry | None, entry: Entry) -> bool:
    """Whether a row says what an entry says."""
    return row is not None and all(getattr(row, n) == value for n, value in vars(entry).items())


def bring(engine: Engine, entry: Entry) -> None:
    """Make an entry findable that is not so yet."""
    row = SearchEntry.objects.create(**vars(entry))
    engine.add([row], [row_terms(row)])
    note([row.pk])


def change(engine: Engine, row: SearchEntry, entry: Entry, read: Terms | None = None) -> None:
    """Make a row say what an entry says; `read` are the entry's terms, where they are known."""
    engine.remove([row])
    for name, value in vars(entry).items():
        setattr(row, name, value)
    row.save()
    engine.add([row], [read or row_terms(row)])
    note([row.pk])


def remove(engine: Engine, gone: list[SearchEntry]) -> None:
    """Make rows unfindable."""
    if gone:
        engine.remove(gone)
        SearchEntry.objects.filter(pk__in=[row.pk for row in gone]).delete()
        note([row.pk for row in gone])


def note(ids: Iterable[int]) -> None:
    """Write the changes down for those who keep a copy: see Change."""
    Change.objects.bulk_create(Change(entry_id=pk, token=uuid4().hex) for pk in ids)
    Change.objects.filter(pk__lte=Change.last()[0] - REMEMBERED).delete()
