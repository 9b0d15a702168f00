"""The same pages with few and with many appeals and answers, rendered anew for each request."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import servers
from bench.figures import Aim, Figure, Table, percentile
from bench.sizes import Sizes
from bench.visitor import Visitor

FLAT = Aim(1.3, at_least=False)
STAFF = Aim(300, at_least=False, of_value=True)
TIMES = 12
PAGES = {
    "front_page": "/kk/",
    "figures": "/kk/figures/",
    "answers": "/kk/answers/",
    "form": "/kk/appeals/new/",
}
STAFF_LISTS = {
    "inbox": "/admin/appeals/",
    "inbox.overdue": "/admin/appeals/?situation=overdue",
    "inbox.may_be_published": "/admin/appeals/?situation=publish",
    "inbox.search": "/admin/appeals/?q=912345",
    "queue": "/admin/appeals/check/",
}


@dataclass(frozen=True)
class Filled:
    """A database and what it holds."""

    rows: int
    path: Path
    held: dict[str, Any]


def measure(few: Filled, many: Filled, sizes: Sizes, table: Table) -> None:
    """Ask both in turn; the ratio is of the time with many rows to that with few."""
    with servers.portal(few.path) as small, servers.portal(many.path) as large:
        visitors = Visitor(small), Visitor(large)
        pages = {**PAGES, "answer": few.held["answers"][0]}
        for name, path in pages.items():
            compare(table, name, visitors, lambda _n, path=path: path, TIMES, 0.5, FLAT)
        queries = many.held["queries"][: sizes.searches]
        allowed = round(math.log(max(many.rows, 3)) / math.log(max(few.rows, 3)), 2)
        search = Aim(allowed, at_least=False)
        compare(
            table, "search.p95", visitors, lambda n: f"/kk/search/?q={queries[n]}",
            len(queries), 0.95, search,
        )  # fmt: skip
        staff = tuple(
            Visitor(server, {"sessionid": filled.held["session"]})
            for server, filled in ((small, few), (large, many))
        )
        for name, path in STAFF_LISTS.items():
            compare(table, f"staff.{name}", staff, lambda _n, path=path: path, TIMES, 0.5, STAFF)


def compare(
    table: Table,
    name: str,
    visitors: tuple[Visitor, ...],
    path: Callable[[int], str],
    count: int,
    share: float,
    aim: Aim,
) -> None:
    taken: list[list[float]] = [[], []]
    for visitor in visitors:
        for number in range(min(3, count)):
            visitor.get(path(number))
    for number in range(count):
        for times, visitor in zip(taken, visitors, strict=True):
            times.append(visitor.get(path(number)))
    less, more = (percentile(times, share) for times in taken)
    table.add(Figure(f"growth.{name}", more, "ms", more / less, aim, "itself with fewer rows"))
