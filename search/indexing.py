"""The door to the index: what is said here can be found, what is taken back cannot."""

from collections.abc import Callable, Iterable

from django.utils import timezone

from search.backends import get_engine
from search.backends.term_extraction import batched
from search.entry import Entry
from search.index_writer import bring, change, note, remove, turn
from search.models import EVERYTHING, SearchEntry
from search.rebuild import Portion, build

ONE_BY_ONE = 500  # entries whose change is written down for each; of more, that all may differ


def put(entries: Iterable[Entry]) -> None:
    """Make these entries findable; an entry with a known ref is replaced."""
    with turn() as engine:
        for entry in entries:
            row = SearchEntry.objects.filter(ref=entry.ref).first()
            if row is None:
                bring(engine, entry)
            else:
                change(engine, row, entry)


def replace(prefix: str, entries: Iterable[Entry]) -> None:
    """Make `entries` all that is findable under refs that begin with `prefix`."""
    with turn() as engine:
        entries = list(entries)
        kept = {entry.ref for entry in entries}
        remove(
            engine, list(SearchEntry.objects.filter(ref__startswith=prefix).exclude(ref__in=kept))
        )
        put(entries)


def drop(group: str) -> None:
    """Take a thing out in all its languages."""
    with turn() as engine:
        remove(engine, list(SearchEntry.objects.filter(group=group)))


def recode(facet: str, old: str, new: str) -> None:
    """Call a facet's code otherwise; the texts stay as they are, however many entries bear it."""
    with turn():
        rows = SearchEntry.objects.filter(**{facet: old})
        some = list(rows.values_list("pk", flat=True)[: ONE_BY_ONE + 1])
        if some:
            rows.update(**{facet: new, "changed_at": timezone.now()})
            note(some if len(some) <= ONE_BY_ONE else [EVERYTHING])


def rebuild(entries: Iterable[Entry], progress: Callable[[int], None] = lambda done: None) -> int:
    """Make these entries all that is findable, in a new index; returns how many there are.

    For entries that nobody else changes meanwhile; `sources.rebuild` asks the rows again.
    """
    return build(map(Portion.of, batched(entries, get_engine().indexes.portion)), progress)
