"""The search page, all that a reader waits for, beside Wagtail's stock page on the same rows."""

import math
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import servers, stock_site
from bench.figures import Aim, Figure, Table, percentile
from bench.load import CONNECTIONS
from bench.sizes import Sizes
from bench.visitor import TIMEOUT, Visitor

AIM = Aim(10)
ENGINES = {"": "SQLite"}


def measure(database: Path, stock: Path, queries: list[str], sizes: Sizes, table: Table) -> None:
    """Ask both the same queries in turn, then eight readers at once ask the portal."""
    # A query that takes too long must not go on beside the next: its process is ended.
    limit = ["--threads", "1", "--worker-class", "sync", "--timeout", str(TIMEOUT)]
    queries = queries[: sizes.searches]
    with servers.portal(database) as portal, stock_site.server(stock, *limit) as theirs:
        reader, other = Visitor(portal), Visitor(theirs)
        for query in queries[:3]:
            reader.get(f"/kk/search/?q={query}")
        other.get("/search/?query=")
        times: list[float] = []
        stock_times: list[float] = []
        began = time.monotonic()
        for query in queries:
            times.append(reader.get(f"/kk/search/?q={query}"))
            if time.monotonic() - began < sizes.stock_seconds:
                stock_times.append(other.get(f"/search/?query={query}"))
        many, rate = eight_at_once(portal, queries)
    table.add(*rows(times, stock_times))
    table.add(
        Figure("search.8_readers.p95", p95 := percentile(many, 0.95), "ms",
               p95 / percentile(times, 0.95), against="one reader's p95"),
        Figure("search.8_readers", rate, "requests/s"),
    )  # fmt: skip


def rows(times: list[float], stock_times: list[float]) -> list[Figure]:
    """Return median and p95; the ratio says how many times faster than the stock page it is."""
    figures = []
    for name, share in {"p50": 0.5, "p95": 0.95}.items():
        ours, theirs = percentile(times, share), percentile(stock_times, share)
        against = f"Wagtail's stock search page on the same rows ({len(stock_times)} queries"
        late = sum(took >= TIMEOUT for took in stock_times)
        against += f", {late} stopped after {TIMEOUT} s)" if late else ")"
        aim = AIM if name == "p95" else None
        figures.append(Figure(f"search.{name}", ours, "ms", theirs / ours, aim, against))
        figures.append(Figure(f"search.stock.{name}", theirs, "ms"))
    return figures


def eight_at_once(portal: servers.Server, queries: list[str]) -> tuple[list[float], float]:
    """Return the seconds of each of the queries, sent by eight readers, and how many a second."""
    readers = [Visitor(portal) for _number in range(CONNECTIONS)]

    def ask(reader: Visitor, part: list[str]) -> list[float]:
        return [reader.get(f"/kk/search/?q={query}") for query in part]

    began = time.perf_counter()
    parts = [queries[n::CONNECTIONS] for n in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        times = [took for done in pool.map(ask, readers, parts) for took in done]
    return times, len(times) / (time.perf_counter() - began)


def growth_allowed(few: int, many: int) -> float:
    """Return by how much a time may grow that grows as the logarithm of the rows."""
    return math.log(many) / math.log(few)
