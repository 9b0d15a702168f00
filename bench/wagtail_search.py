"""Wagtail's stock search over the same rows and queries, with the ANALYZE it lacks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from bench.clients import measure_times
from bench.output import median_and_p95, print_figure

SECONDS = 60  # for all queries
QUERY_TIMEOUT = 10  # seconds; a slower query counts as this long


def measure(queries: list[str]) -> tuple[float, float]:
    """Build modelsearch's index over the entries and ask it; median and p95 in ms."""
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
    print_figure("stock.build", len(rows) / (time.perf_counter() - began), "entries/s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    kind = Stock.objects.filter(kind="answer")

    def page(query: str) -> None:
        with statement_timeout(QUERY_TIMEOUT):
            list(backend.search(query, kind)[:10])

    times = measure_times(page, queries, SECONDS)
    median, p95 = median_and_p95(times)
    print_figure("stock.queries", len(times), "queries")
    print_figure("stock.median", median, "ms")
    print_figure("stock.p95", p95, "ms")
    return median, p95


@contextmanager
def statement_timeout(seconds: float) -> Iterator[None]:
    """Interrupt a statement that takes longer."""
    from django.db import DatabaseError, connection

    connection.ensure_connection()
    driver = connection.connection
    stop = driver.interrupt if connection.vendor == "sqlite" else driver.cancel
    timer = Timer(seconds, stop)
    timer.start()
    try:
        yield
    except DatabaseError:
        pass
    finally:
        timer.cancel()
