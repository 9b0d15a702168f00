"""How fast the search is, beside Wagtail's stock search over the same rows in the same run.

    make bench          10,000 and 100,000 answers: SQLite, a real Elasticsearch, PostgreSQL
    make bench-large    1,000,000: SQLite and Elasticsearch

Every line is `name value unit ratio`: the ratio is to the stock search's figure where there
is one, else of eight clients to one, of a part to the whole query. A query is what the results page
does: hits, counts, marking. Works in a database of its own; BENCH_DATABASE_URL names another.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import Value
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from elastic_server import Node, free_ports
from elastic_software import Software

from bench import dataset, postgresql, wagtail_search
from bench.clients import measure_concurrently, measure_times
from bench.output import median_and_p95, print_figure

QUERIES = 200
STOCK_ROWS = 100_000  # beyond it the stock search takes longer than everything else


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--elasticsearch", action="store_true", help="ask a real Elasticsearch too")
    parser.add_argument("--postgresql", action="store_true", help="measure it, not SQLite")
    parser.add_argument("--stock", action="store_true", help="ask it however long it takes")
    parser.add_argument("--without-stock", action="store_true")
    options = parser.parse_args()
    with ExitStack() as servers:
        if options.postgresql:
            os.environ["BENCH_DATABASE_URL"] = servers.enter_context(postgresql.server())
        measure_all(options)


def measure_all(options: argparse.Namespace) -> None:
    """Every engine options for, the database's own first."""
    dataset.set_up(options.answers)
    from django.db import connection

    print(f"# {options.answers} answers, {connection.vendor}", flush=True)
    dataset.build(options.answers)
    dataset.measure_facets()
    queries = make_queries()
    compared = None
    if options.stock or (not options.without_stock and options.answers <= STOCK_ROWS):
        compared = wagtail_search.measure(queries)
    measure(connection.vendor, queries, compared)
    if options.elasticsearch:
        with server() as address:
            dataset.build_elasticsearch(address)
            measure("elasticsearch", queries, compared)


@contextmanager
def server() -> Iterator[str]:
    """Return the address of a real Elasticsearch, started for this run."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        heap = ("-Xms2g", "-Xmx2g", "-XX:+UseG1GC")
        port = free_ports(1)[0]
        node = Node(Software.readable(place), place / "node", port, options=heap)
        node.start(quiet=True)
        try:
            node.wait()
            yield node.url
        finally:
            node.stop()


def make_queries() -> list[str]:
    """Return one and two words of the texts each, a tenth of them with a letter missing."""
    from search import analysis
    from search.models import SearchEntry

    chance = random.Random(7)
    texts = list(SearchEntry.objects.order_by("pk").values_list("body", flat=True)[:5000])
    queries: list[str] = []
    while len(queries) < QUERIES:
        words = [t.word for t in analysis.tokenize(chance.choice(texts)) if len(t.word) > 3]
        if len(words) < 2:
            continue
        picked = chance.sample(words, chance.choice((1, 2)))
        if chance.random() < 0.1:
            place = chance.randrange(1, len(picked[0]))
            picked[0] = picked[0][:place] + picked[0][place + 1 :]
        queries.append(" ".join(picked))
    return queries


def measure(name: str, queries: list[str], compared: tuple[float, float] | None) -> None:
    """Ask as a page does and say how long it took."""
    from search.backends import get_backend
    from search.query.parser import parse_query
    from search.query.request import Query
    from search.results import present_hit
    from search.views import MAX_SUGGESTIONS

    def page(query: str) -> None:
        results = get_backend().search(Query(query, "kk"))
        for hit in results.hits:
            present_hit(hit, results)

    def suggested(beginning: str) -> None:
        query = Query(beginning, "kk", size=2 * MAX_SUGGESTIONS)
        engine.suggest(query) or engine.search(query)

    engine = get_backend()
    helped = count_database_answers(engine) if name == "elasticsearch" else None
    page(queries[0])
    median, p95 = median_and_p95(measure_times(page, queries))
    print_figure(f"{name}.median", median, "ms", median / compared[0] if compared else None)
    print_figure(f"{name}.p95", p95, "ms", p95 / compared[1] if compared else None)
    many, rate = measure_concurrently(page, queries)
    print_figure(
        f"{name}.8_clients.median", median_and_p95(many)[0], "ms", median_and_p95(many)[0] / median
    )
    print_figure(
        f"{name}.8_clients.p95", median_and_p95(many)[1], "ms", median_and_p95(many)[1] / p95
    )
    print_figure(f"{name}.8_clients.rate", rate, "queries/s")
    if helped:
        print_figure(
            f"{name}.by_database", helped.value, "pages", helped.value / (2 * len(queries))
        )
        return
    parts = {
        "question": lambda query: parse_query(query, engine.vocabulary),
        "suggest": lambda query: suggested(query[:5]),
        "browse": lambda _query: engine.search(Query("", "kk", kind="answer")),
    }
    for part, do in parts.items():
        times = median_and_p95(measure_times(do, queries[:100]))
        print_figure(f"{name}.{part}.median", times[0], "ms", times[0] / median)
        print_figure(f"{name}.{part}.p95", times[1], "ms", times[1] / p95)


def count_database_answers(engine) -> Synchronized:
    """How often the database answers in the server's place from now on, the clients' too."""
    times, itself = Value("i"), engine.database.search

    def search(query):
        with times.get_lock():
            times.value += 1
        return itself(query)

    engine.database.search = search
    return times


if __name__ == "__main__":
    main()
