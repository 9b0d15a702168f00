"""The only writers of the index: the flat table and the engine's terms change together."""

from collections.abc import Callable, Iterable
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from .engines import get_engine
from .engines.reading import batched, read_ahead, row_terms
from .entry import Entry
from .models import EVERYTHING, Change, SearchEntry

BATCH = 500
ONE_BY_ONE = 500  # entries whose change is written down for each; of more, that all may differ
REMEMBERED = 50_000  # changes; who is further behind reads everything again


@transaction.atomic
def put(entries: Iterable[Entry]) -> None:
    """Make these entries findable; an entry with a known ref is replaced."""
    engine = get_engine()
    engine.queue()
    if not Change.objects.exists():
        engine.reset()
    for entry in entries:
        old = SearchEntry.objects.filter(ref=entry.ref).first()
        if old is None:
            row = SearchEntry.objects.create(**vars(entry))
            engine.add([row], [row_terms(row)])
            _note([row.pk])
            continue
        engine.remove([old])
        for name, value in vars(entry).items():
            setattr(old, name, value)
        old.save()
        engine.add([old], [row_terms(old)])
        _note([old.pk])


@transaction.atomic
def replace(prefix: str, entries: Iterable[Entry]) -> None:
    """Make `entries` all that is findable under refs that begin with `prefix`."""
    get_engine().queue()
    entries = list(entries)
    kept = {entry.ref for entry in entries}
    _remove(SearchEntry.objects.filter(ref__startswith=prefix).exclude(ref__in=kept))
    put(entries)


@transaction.atomic
def drop(group: str) -> None:
    """Take a thing out in all its languages."""
    get_engine().queue()
    _remove(SearchEntry.objects.filter(group=group))


def _remove(rows) -> None:
    gone = list(rows)
    if gone:
        get_engine().remove(gone)
        SearchEntry.objects.filter(pk__in=[row.pk for row in gone]).delete()
        _note([row.pk for row in gone])


@transaction.atomic
def recode(facet: str, old: str, new: str) -> None:
    """Call a facet's code otherwise; the texts stay as they are, however many entries bear it."""
    get_engine().queue()
    rows = SearchEntry.objects.filter(**{facet: old})
    some = list(rows.values_list("pk", flat=True)[: ONE_BY_ONE + 1])
    if some:
        rows.update(**{facet: new, "changed_at": timezone.now()})
        _note(some if len(some) <= ONE_BY_ONE else [EVERYTHING])


def _note(ids: Iterable[int]) -> None:
    """Write the changes down for those who keep a copy: see Change."""
    Change.objects.bulk_create(Change(entry_id=pk, token=uuid4().hex) for pk in ids)
    Change.objects.filter(pk__lte=Change.last()[0] - REMEMBERED).delete()


@transaction.atomic
def rebuild(entries: Iterable[Entry], progress: Callable[[int], None] = lambda n: None) -> int:
    """Empty the index and fill it again; returns how many entries it holds.

    Readers see the old index until the transaction ends, so there is no empty moment.
    """
    engine = get_engine()
    engine.queue()
    SearchEntry.objects.all().delete()
    engine.reset()
    Change.objects.all().delete()
    done = 0
    rows = (SearchEntry(**vars(entry)) for entry in entries)
    for batch, read in read_ahead(batched(rows, BATCH)):
        engine.fill(SearchEntry.objects.bulk_create(batch), read)
        done += len(batch)
        progress(done)
    engine.settle()
    _note([EVERYTHING])
    return done
