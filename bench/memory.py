"""The memory of a process that answers, after many requests of every kind."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench import places, servers
from bench.figures import Aim, Figure, Table
from bench.sizes import Sizes
from bench.visitor import Visitor

AIM = Aim(1.3, at_least=False)
FIRST = 100
READERS = 4
PAGES = ["/kk/", "/ru/", "/en/", "/kk/offices/", "/ru/figures/", "/kk/answers/", "/ru/procedures/"]
OTHERS = ["/kk/appeals/new/", "/kk/reception/book/", "/kk/appeals/status/", "/robots.txt"]
STAFF_LISTS = ["/admin/", "/admin/appeals/", "/admin/pages/"]


def measure(database: Path, held: dict[str, Any], sizes: Sizes, table: Table) -> None:
    """Compare one process's memory after so many mixed requests with that after the first 100."""
    pages = str(places.FOLDER / "pages")
    with servers.portal(database, 1, PAGE_CACHE="1", PAGE_CACHE_ROOT=pages) as portal:
        watch(portal, held, sizes, table)


def watch(portal: servers.Server, held: dict[str, Any], sizes: Sizes, table: Table) -> None:
    """Send the requests to the portal's one process and add the row."""
    paths = mixed(sizes.requests, held)
    ask(portal, held, paths[:FIRST])
    [worker] = portal.workers
    before = resident(worker)
    ask(portal, held, paths[FIRST:])
    after = resident(worker)
    assert portal.workers == [worker], "the process was replaced meanwhile"
    against = f"after the first {FIRST} of {len(paths):,} requests"
    table.add(Figure("memory.worker", after, "MB", after / before, AIM, against))


def mixed(count: int, held: dict[str, Any]) -> list[str]:
    """Return paths of which eight in ten are published pages, as visitors ask."""
    chance = random.Random(1)
    searches = [f"/kk/search/?q={query}" for query in held["queries"]]
    kinds = [PAGES, held["answers"], OTHERS, searches, STAFF_LISTS]
    weights = [50, 30, 8, 8, 4]
    return [chance.choice(kind) for kind in chance.choices(kinds, weights, k=count)]


def ask(portal: servers.Server, held: dict[str, Any], paths: list[str]) -> None:
    def work(part: list[str]) -> None:
        anyone, staff = Visitor(portal), Visitor(portal, {"sessionid": held["session"]})
        for path in part:
            (staff if path in STAFF_LISTS else anyone).get(path)

    with ThreadPoolExecutor(READERS) as pool:
        list(pool.map(work, [paths[n::READERS] for n in range(READERS)]))


def resident(pid: int) -> float:
    """Return the MB of a process that are in memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the process has ended")
