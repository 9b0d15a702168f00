"""The registry of what may be found. Nothing else lets a text into the public index.

A package declares each source once, in its own search_sources.py:

    sources.register(Office, office_entries, kind="office", label=_("Reception office"))

`entries(row)` gives the row's entries in every language it is public in, or none when it must not
be found (a draft, a withdrawn answer). Saving, publishing, unpublishing and deleting keep the index
true by themselves; `refresh(row)` does it for a change the signals cannot see.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save
from django.utils.functional import Promise
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from search import facets, index_writer
from search.entry import Entry

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Source:
    """A model whose rows may be found."""

    model: type[Model]
    entries: Callable[[Any], Iterable[Entry]]  # takes a row of `model`
    rows: Callable[[], QuerySet]

    def public_entries(self, row: Model) -> Iterable[Entry]:
        """Return what of a row may be found: of a page only while everybody may read it."""
        if isinstance(row, Page) and (not row.live or row.get_view_restrictions().exists()):
            return ()
        return self.entries(row)

    def batches(self) -> Iterator[index_writer.Batch]:
        """Yield what all rows say, a part at a time."""
        # As they came to be: a million rows need no sorting, and the latest entry is the newest.
        rows = self.rows().order_by("pk")
        part = rows
        while ids := list(part.values_list("pk", flat=True)[: index_writer.BATCH]):
            within = rows.filter(pk__gte=ids[0], pk__lte=ids[-1])
            yield index_writer.Batch(len(ids), partial(self.entries_of, within))
            part = rows.filter(pk__gt=ids[-1])

    def entries_of(self, rows: QuerySet) -> list[Entry]:
        """Return the entries of some rows as they are now."""
        return [entry for row in rows.all() for entry in self.public_entries(row)]


_sources: dict[type[Model], Source] = {}
_excluded: dict[type[Model], str] = {}
_paused = ContextVar("paused", default=False)


@contextmanager
def paused() -> Iterator[None]:
    """Leave the index as it is during a bulk load; the caller rebuilds it afterwards."""
    token = _paused.set(True)
    try:
        yield
    finally:
        _paused.reset(token)


def register(
    model: type[Row],
    entries: Callable[[Row], Iterable[Entry]],
    rows: Callable[[], QuerySet] | None = None,
    *,
    kind: str,
    label: str | Promise,
) -> None:
    """Let `model` into the index through `entries`; `rows` narrows what a rebuild reads.

    `kind` is the code of the entries' kind, `label` its name in the filters.
    """
    facets.KIND_LABELS.setdefault(kind, label)
    if model in _sources:
        return
    _sources[model] = Source(model, entries, rows or model._default_manager.all)
    if issubclass(model, Page):
        page_published.connect(_refresh_saved, sender=model)
        page_unpublished.connect(_refresh_saved, sender=model)
        post_save.connect(_refresh_page, sender=model)
    else:
        post_save.connect(_refresh_saved, sender=model)
    post_delete.connect(_remove_deleted, sender=model)


def exclude(*models: type[Page], reason: str) -> None:
    """Declare that pages of these models are public and are not found, and why."""
    _excluded.update(dict.fromkeys(models, reason))


def registered() -> list[Source]:
    """Return every source, in the order of registration."""
    return list(_sources.values())


def is_declared(model: type[Model]) -> bool:
    """Return whether a model is registered or excluded."""
    return model in _sources or model in _excluded


def count_rows() -> int:
    """Return how many rows a rebuild reads."""
    return sum(source.rows().count() for source in registered())


def rebuild(progress: Callable[[int], None] = lambda done: None) -> int:
    """Make the index say what all sources say, while others search and publish.

    Return how many entries can be found; `progress` is told how many rows are done.
    """
    batches = (batch for source in registered() for batch in source.batches())
    return index_writer.rebuild(batches, _confirmed, progress)


def _confirmed(refs: list[str]) -> set[str]:
    """Return which of the refs the sources say now."""
    confirmed: set[str] = set()
    for source in registered():
        beginning = f"{source.model._meta.label_lower}:"
        keys = {ref.split(":")[1] for ref in refs if ref.startswith(beginning)}
        rows = source.rows().filter(pk__in=keys)
        confirmed |= {entry.ref for entry in source.entries_of(rows)} if keys else set()
    return confirmed


def prefix(row: Model) -> str:
    """Return how the refs of a row's entries begin."""
    return f"{row._meta.label_lower}:{row.pk}:"


def refresh(row: Model) -> None:
    """Make the index say what `row` says now."""
    if not _paused.get():
        index_writer.replace(prefix(row), _sources[type(row)].public_entries(row))


def recode(facet: str, old: str, new: str) -> None:
    """Make the index call a facet's value as it is called now; empty where it went."""
    if not _paused.get():
        index_writer.recode(facet, old, new)


def refresh_under(path: str, model: type[Model] | None = None, only: int | None = None) -> None:
    """Make the index say what the pages at and under a path of the tree say now."""
    for source in registered():
        if issubclass(source.model, Page) and model in {None, source.model}:
            rows = source.model._default_manager.filter(path__startswith=path)
            for row in rows if only is None else rows.filter(pk=only):
                refresh(row)


def _refresh_saved(sender, instance, raw=False, **kwargs) -> None:
    if not raw:
        refresh(instance)


def _refresh_page(sender, instance, raw=False, update_fields=None, **kwargs) -> None:
    """Follow a page put live without a revision. The instance may be a draft: its row is read."""
    if not raw and update_fields is None and instance.pk:
        refresh_under(instance.path, sender, only=instance.pk)


def _remove_deleted(sender, instance, **kwargs) -> None:
    if not _paused.get():
        index_writer.replace(prefix(instance), [])
