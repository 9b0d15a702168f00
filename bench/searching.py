"""How fast the search is, beside Wagtail's stock search over the same rows in the same run.

    make bench          10,000 and 100,000 answers: SQLite, a real Elasticsearch, PostgreSQL
    make bench-large    1,000,000: SQLite and Elasticsearch

Every line is `name value unit ratio`: the ratio is to the stock search's figure where it was asked
too, else of eight clients to one, of a part to the whole query. A query is what the results page
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

from bench import ground, postgresql, stock
from bench.clients import timed, together
from bench.lines import figures, line

QUERIES = 200
STOCK_ROWS = 100_000  # beyond it the stock search takes longer than everything else


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--elasticsearch", action="store_true", help="ask a real Elasticsearch too")
    parser.add_argument("--postgresql", action="store_true", help="measure it, not SQLite")
    parser.add_argument("--stock", action="store_true", help="ask it however long it takes")
    parser.add_argument("--without-stock", action="store_true")
    asked = parser.parse_args()
    with ExitStack() as servers:
        if asked.postgresql:
            os.environ["BENCH_DATABASE_URL"] = servers.enter_context(postgresql.server())
        measure_all(asked)


def measure_all(asked: argparse.Namespace) -> None:
    """Every engine asked for, the database's own first."""
    ground.set_up(asked.answers)
    from django.db import connection

    print(f"# {asked.answers} answers, {connection.vendor}", flush=True)
    ground.build(asked.answers)
    ground.columns()
    words = questions()
    compared = None
    if asked.stock or (not asked.without_stock and asked.answers <= STOCK_ROWS):
        compared = stock.measured(words)
    measure(connection.vendor, words, compared)
    if asked.elasticsearch:
        with server() as address:
            ground.build_elasticsearch(address)
            measure("elasticsearch", words, compared)


@contextmanager
def server() -> Iterator[str]:
    """Return the address of a real Elasticsearch, started for this run."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        heap = ("-Xms2g", "-Xmx2g", "-XX:+UseG1GC")
        port = free_ports(1)[0]
        node = Node(Software.within_reach(place), place / "node", port, options=heap)
        node.start(quiet=True)
        try:
            node.wait()
            yield node.url
        finally:
            node.stop()


def questions() -> list[str]:
    """One and two words of the texts, a tenth of them with a letter missing."""
    from search import analysis
    from search.models import SearchEntry

    chance = random.Random(7)
    texts = list(SearchEntry.objects.order_by("pk").values_list("body", flat=True)[:5000])
    found: list[str] = []
    while len(found) < QUERIES:
        words = [t.word for t in analysis.tokenize(chance.choice(texts)) if len(t.word) > 3]
        if len(words) < 2:
            continue
        picked = chance.sample(words, chance.choice((1, 2)))
        if chance.random() < 0.1:
            place = chance.randrange(1, len(picked[0]))
            picked[0] = picked[0][:place] + picked[0][place + 1 :]
        found.append(" ".join(picked))
    return found


def measure(name: str, words: list[str], compared: tuple[float, float] | None) -> None:
    """Ask as a page does and say how long it took."""
    from search.backends import get_backend
    from search.query.parser import parse_query
    from search.query.request import Query
    from search.results import present_hit
    from search.views import MAX_SUGGESTIONS

    def page(words: str) -> None:
        results = get_backend().search(Query(words, "kk"))
        for hit in results.hits:
            present_hit(hit, results)

    def suggested(beginning: str) -> None:
        query = Query(beginning, "kk", size=2 * MAX_SUGGESTIONS)
        engine.suggest(query) or engine.search(query)

    engine = get_backend()
    helped = by_the_database(engine) if name == "elasticsearch" else None
    page(words[0])
    median, p95 = figures(timed(page, words))
    line(f"{name}.median", median, "ms", median / compared[0] if compared else None)
    line(f"{name}.p95", p95, "ms", p95 / compared[1] if compared else None)
    many, rate = together(page, words)
    line(f"{name}.8_clients.median", figures(many)[0], "ms", figures(many)[0] / median)
    line(f"{name}.8_clients.p95", figures(many)[1], "ms", figures(many)[1] / p95)
    line(f"{name}.8_clients.rate", rate, "queries/s")
    if helped:
        line(f"{name}.by_database", helped.value, "pages", helped.value / (2 * len(words)))
        return
    parts = {
        "question": lambda words: parse_query(words, engine.vocabulary),
        "suggest": lambda each: suggested(each[:5]),
        "browse": lambda each: engine.search(Query("", "kk", kind="answer")),
    }
    for part, do in parts.items():
        found = figures(timed(do, words[:100]))
        line(f"{name}.{part}.median", found[0], "ms", found[0] / median)
        line(f"{name}.{part}.p95", found[1], "ms", found[1] / p95)


def by_the_database(engine) -> Synchronized:
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
