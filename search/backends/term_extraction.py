"""The terms of many rows: the next ones are read on every core while the first are written."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context
from typing import TypeVar

from search.analysis.index_terms import Terms, Text, entry_terms, extract_terms
from search.entry import Entry
from search.models import SearchEntry

Item = TypeVar("Item")
Said = TypeVar("Said", SearchEntry, Entry)
FEW = 8  # batches; fewer are read sooner than other processes have started
AHEAD = 2  # batches a core may be ahead of the writer, so that memory does not grow


def row_terms(row: SearchEntry) -> Terms:
    """The index terms of a row by field."""
    return entry_terms(*_text(row))


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of `size`, the last one maybe shorter."""
    coming = iter(items)
    while batch := list(islice(coming, size)):
        yield batch


def read_ahead(
    batches: Iterable[Sequence[Said]],
) -> Iterator[tuple[Sequence[Said], list[Terms]]]:
    """Each batch of rows or entries with their terms, in order; they stay in this process."""
    coming = iter(batches)
    first = list(islice(coming, FEW))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if len(first) < FEW or cores in {None, 1}:
        for batch in chain(first, coming):
            yield batch, extract_terms([_text(row) for row in batch])
        return
    # A fresh process, not a fork: it must not share this one's connections.
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as readers:
        waiting: deque[tuple[Sequence[Said], Future]] = deque()
        for batch in chain(first, coming):
            waiting.append((batch, readers.submit(extract_terms, [_text(row) for row in batch])))
            if len(waiting) > AHEAD * (cores or 1):
                batch, found = waiting.popleft()
                yield batch, found.result()
        for batch, found in waiting:
            yield batch, found.result()


def _text(row: SearchEntry | Entry) -> Text:
    return row.title, f"{row.summary}\n{row.body}", row.language
