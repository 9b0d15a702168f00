"""How fast the search is, beside Wagtail's stock search over the same rows in the same run.

    make bench                      10,000 answers
    make bench ANSWERS=100000

Every line is `name value unit ratio`: the ratio is to the stock search's figure, or to one client
for eight, and `-` where there is nothing to compare with. Works in a database of its own.
"""

import argparse
import os
import random
import statistics
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
QUERIES = 200
STOCK_SECONDS = 60  # the stock search may think about its queries this long in all
STOCK_ROWS = 10_000  # beyond it the stock index takes half an hour to build


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--without-stock", action="store_true")
    asked = parser.parse_args()
    set_up(asked.answers)
    build(asked.answers)
    words = questions()
    stock = None
    if not asked.without_stock and asked.answers <= STOCK_ROWS:
        stock = measured_stock(words)
    ours(words, stock)


def line(name: str, value: float, unit: str, ratio: float | None = None) -> None:
    print(f"{name} {value:.2f} {unit} {'-' if ratio is None else f'{ratio:.3f}'}", flush=True)


def set_up(answers: int) -> None:
    """A database with the demo's offices and topics; kept for the next run of the same size."""
    folder = ROOT / "var" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / f'{answers}.sqlite3'}"
    os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL") or url
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.dev"
    os.environ["DEBUG"] = "0"  # or Django would keep every statement
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from appeals.models import PublishedAnswer
    from portal.demo import facts, scale
    from services.models import Topic

    call_command("migrate", verbosity=0)
    if not Topic.objects.exists():
        call_command("prepare", verbosity=0)
        for stage in (facts.topics, facts.offices, facts.bodies, facts.terms):
            stage()
    if PublishedAnswer.objects.count() < answers:
        scale.answers(answers, 1, timezone.now())


def build(answers: int) -> None:
    from itertools import chain

    from django.db import connection

    from search import indexing, sources
    from search.models import SearchEntry

    if SearchEntry.objects.count() >= answers:
        return
    began = time.perf_counter()
    everything = chain.from_iterable(each.everything() for each in sources.registered())
    rows = indexing.rebuild(everything)
    took = time.perf_counter() - began
    line("index.build", rows / took, "entries/s")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search_index%'")
            size = cursor.fetchone()[0]
        line("index.size", size / rows, "bytes/entry")


def questions() -> list[str]:
    """One and two words of the texts, a tenth of them with a letter missing."""
    from search import language
    from search.models import SearchEntry

    chance = random.Random(7)
    texts = list(SearchEntry.objects.values_list("body", flat=True)[:5000])
    found = []
    while len(found) < QUERIES:
        words = [t.word for t in language.tokens(chance.choice(texts)) if len(t.word) > 3]
        if len(words) < 2:
            continue
        picked = chance.sample(words, chance.choice((1, 2)))
        if chance.random() < 0.1:
            place = chance.randrange(1, len(picked[0]))
            picked[0] = picked[0][:place] + picked[0][place + 1 :]
        found.append(" ".join(picked))
    return found


def figures(times: list[float]) -> tuple[float, float]:
    """Median and p95, in ms."""
    ordered = sorted(times)
    at = min(len(ordered) - 1, int(len(ordered) * 0.95))
    return statistics.median(ordered) * 1000, ordered[at] * 1000


def timed(do, words: list[str], seconds: float = 1e9) -> list[float]:
    times, began = [], time.perf_counter()
    for each in words:
        start = time.perf_counter()
        do(each)
        times.append(time.perf_counter() - start)
        if time.perf_counter() - began > seconds:
            break
    return times


def page(words: str) -> None:
    """What the results page does: hits, counts, marking."""
    from search.engines import get_engine
    from search.query import Query
    from search.shown import shown

    results = get_engine().search(Query(words, "kk"))
    for hit in results.hits:
        shown(hit, results)


def ours(words: list[str], stock: tuple[float, float] | None) -> None:
    from search.engines import get_engine
    from search.query import Query
    from search.question import ask

    page(words[0])
    median, p95 = figures(timed(page, words))
    line("query.median", median, "ms", median / stock[0] if stock else None)
    line("query.p95", p95, "ms", p95 / stock[1] if stock else None)
    engine = get_engine()
    spoken = figures(timed(lambda each: ask(each, engine.vocabulary), words))
    line("question.median", spoken[0], "ms", spoken[0] / median)
    typing = figures(timed(lambda each: engine.begin(Query(each[:5], "kk", size=8)), words))
    line("suggest.p95", typing[1], "ms", typing[1] / p95)
    browse = figures(timed(lambda each: engine.search(Query("", "kk", kind="answer")), words[:20]))
    line("browse.median", browse[0], "ms", browse[0] / median)
    shared: list[float] = []
    clients = [
        threading.Thread(target=lambda part=n: shared.extend(timed(page, words[part::8])))
        for n in range(8)
    ]
    began = time.perf_counter()
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    many = figures(shared)
    line("query.8_clients.p95", many[1], "ms", many[1] / p95)
    line("query.8_clients.rate", len(shared) / (time.perf_counter() - began), "queries/s")


def measured_stock(words: list[str]) -> tuple[float, float] | None:
    """The same rows and questions through modelsearch, with the ANALYZE it lacks."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from modelsearch.backends import get_search_backend
    from modelsearch.index import FilterField, Indexed, SearchField

    from search.models import SearchEntry

    class Stock(Indexed, SearchEntry):
        search_fields = [SearchField("title", boost=2), SearchField("body"), FilterField("kind")]

        class Meta:
            proxy = True
            app_label = "search"

    ContentType.objects.get_for_model(Stock, for_concrete_model=False)
    backend = get_search_backend()
    index = backend.get_index_for_model(Stock)
    began = time.perf_counter()
    rows = list(Stock.objects.all())
    for n in range(0, len(rows), 1000):
        index.add_items(Stock, rows[n : n + 1000])
    line("stock.build", len(rows) / (time.perf_counter() - began), "entries/s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    kind = Stock.objects.filter(kind="answer")
    times = timed(lambda each: list(backend.search(each, kind)[:10]), words, STOCK_SECONDS)
    found = figures(times)
    line("stock.queries", len(times), "asked")
    line("stock.median", found[0], "ms")
    line("stock.p95", found[1], "ms")
    return found


if __name__ == "__main__":
    main()
