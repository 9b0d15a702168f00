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
TIMES, WARM_UP = 12, 6  # by then each process has read its tables
PAGE_TIMES = 60  # of a public page: the median of twelve varies by more than the aim allows
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


Address = Callable[[Filled, int], str]  # what the nth request to a database asks for


def measure(few: Filled, many: Filled, sizes: Sizes, table: Table) -> None:
    """Serve both databases and compare their pages."""
    with servers.portal(few.path) as small, servers.portal(many.path) as large:
        compare_pages(Both(table, ((few, small), (many, large))), sizes)


def compare_pages(both: "Both", sizes: Sizes) -> None:
    """Ask both in turn; the ratio is of the time with many rows to that with few."""
    (few, _small), (many, _large) = both.of
    for name, path in {**PAGES, "answer": few.held["answers"][0]}.items():
        both.compare(name, lambda _filled, _n, path=path: path, FLAT, count=PAGE_TIMES)
    queries = many.held["queries"][: sizes.searches]
    allowed = round(math.log(max(many.rows, 3)) / math.log(max(few.rows, 3)), 2)
    both.compare(
        "search.p95", lambda _filled, n: f"/kk/search/?q={queries[n]}",
        Aim(allowed, at_least=False), count=len(queries), share=0.95,
    )  # fmt: skip
    for name, path in STAFF_LISTS.items():
        both.compare(f"staff.{name}", lambda _filled, _n, path=path: path, STAFF, staff=True)
    if STAFF_LISTS:
        both.compare("staff.case", case_path, STAFF, staff=True)


def case_path(filled: Filled, _number: int) -> str:
    """Return the page of a case that is being worked on."""
    return f"/admin/appeals/{filled.held['case']}/"


@dataclass(frozen=True)
class Both:
    """Two servers that are asked in turn."""

    table: Table
    of: tuple[tuple[Filled, servers.Server], ...]

    def compare(
        self, name: str, path: Address, aim: Aim, *, count: int = 0, share: float = 0.5,
        staff: bool = False,
    ) -> None:  # fmt: skip
        """Add a row of the pages' median, or of another share of the times."""
        visitors = [
            (filled, Visitor(server, {"sessionid": filled.held["session"]} if staff else None))
            for filled, server in self.of
        ]
        for filled, visitor in visitors:
            for number in range(min(WARM_UP, count or TIMES)):
                visitor.get(path(filled, number))
        taken: list[list[float]] = [[], []]
        for number in range(count or TIMES):
            for times, (filled, visitor) in zip(taken, visitors, strict=True):
                times.append(visitor.get(path(filled, number)))
        less, more = (percentile(times, share) for times in taken)
        against = "itself with fewer rows"
        self.table.add(Figure(f"growth.{name}", more, "ms", more / less, aim, against))
