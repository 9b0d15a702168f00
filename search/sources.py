"""The registry of what may be found. Nothing else lets a text into the public index.

A room declares its source once, in its own entries.py:

    sources.register(Office, office_entries)

`entries(row)` gives the row's entries in every language it is public in, or none when it must not
be found (a draft, a withdrawn answer). Saving, publishing, unpublishing and deleting keep the index
true by themselves; `refresh(row)` does it for a change the signals cannot see.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from search import indexing
from search.backends import get_engine
from search.entry import Entry
from search.models import Change
from search.rebuild import Portion, build

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Source:
    model: type[Model]
    entries: Callable[[Any], Iterable[Entry]]  # takes a row of `model`
    rows: Callable[[], QuerySet]

    def public(self, row: Model) -> Iterable[Entry]:
        """What of a row may be found: of a page only while everybody may read it."""
        if isinstance(row, Page) and (not row.live or row.get_view_restrictions().exists()):
            return ()
        return self.entries(row)

    def portions(self) -> Iterator[Portion]:
        """What all rows say, a part at a time."""
        # As they came to be: a million rows need no sorting, and the latest entry is the newest.
        last = None
        while True:
            known = Change.last()
            rows = self._after(last)[: get_engine().indexes.portion]
            if not rows:
                return
            again = partial(self._between, last, rows[len(rows) - 1].pk)
            last = rows[len(rows) - 1].pk
            yield Portion(len(rows), self._said(rows), known, again)

    def _after(self, last: Any) -> QuerySet:
        rows = self.rows().order_by("pk")
        return rows if last is None else rows.filter(pk__gt=last)

    def _between(self, last: Any, end: Any) -> list[Entry]:
        return self._said(self._after(last).filter(pk__lte=end))

    def _said(self, rows: Iterable[Model]) -> list[Entry]:
        return [entry for row in rows for entry in self.public(row)]


_sources: dict[type[Model], Source] = {}


_holding = ContextVar("holding", default=False)


@contextmanager
def held() -> Iterator[None]:
    """Leave the index as it is during a bulk load. Whoever asks for it rebuilds afterwards."""
    token = _holding.set(True)
    try:
        yield
    finally:
        _holding.reset(token)


def register(
    model: type[Row],
    entries: Callable[[Row], Iterable[Entry]],
    rows: Callable[[], QuerySet] | None = None,
) -> None:
    """Let `model` into the index through `entries`; `rows` narrows what a rebuild walks."""
    if model in _sources:
        return
    _sources[model] = Source(model, entries, rows or model._default_manager.all)
    if issubclass(model, Page):
        page_published.connect(_changed, sender=model)
        page_unpublished.connect(_changed, sender=model)
        post_save.connect(_page_saved, sender=model)
    else:
        post_save.connect(_changed, sender=model)
    post_delete.connect(_gone, sender=model)


def registered() -> list[Source]:
    """Every source, in the order of registration."""
    return list(_sources.values())


def number() -> int:
    """How many rows a rebuild walks."""
    return sum(source.rows().count() for source in registered())


def rebuild(progress: Callable[[int], None] = lambda done: None) -> int:
    """Build the index again from every source, while everybody goes on searching and publishing.

    Returns how many entries can be found; `progress` is told how many rows are done.
    """
    parts = chain.from_iterable(source.portions() for source in registered())
    return build(parts, progress)


def prefix(row: Model) -> str:
    """How the refs of a row's entries begin."""
    return f"{row._meta.label_lower}:{row.pk}:"


def refresh(row: Model) -> None:
    """Make the index say what `row` says now."""
    if not _holding.get():
        indexing.replace(prefix(row), _sources[type(row)].public(row))


def recode(facet: str, old: str, new: str) -> None:
    """Make the index call a facet's code as it is called now: `new`, or nothing where it went."""
    if not _holding.get():
        indexing.recode(facet, old, new)


def _changed(sender, instance, raw=False, **kwargs) -> None:
    if not raw:
        refresh(instance)


def _page_saved(sender, instance, raw=False, update_fields=None, **kwargs) -> None:
    """A page put live without a revision. The instance may be a draft: the kept row is asked."""
    if not raw and update_fields is None and instance.pk:
        refresh_under(instance.path, sender, only=instance.pk)


def refresh_under(path: str, model: type[Model] | None = None, only: int | None = None) -> None:
    """Make the index say what the pages at and under a path of the tree say now."""
    for source in registered():
        if issubclass(source.model, Page) and model in {None, source.model}:
            rows = source.model._default_manager.filter(path__startswith=path)
            for row in rows if only is None else rows.filter(pk=only):
                refresh(row)


def _gone(sender, instance, **kwargs) -> None:
    if not _holding.get():
        indexing.replace(prefix(instance), [])
