"""Wagtail's stock search over the same rows and questions, with the ANALYZE it lacks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from bench.clients import timed
from bench.lines import figures, line

SECONDS = 60  # it may think about its questions this long in all
PATIENCE = 10  # and about one of them; then it counts as this long


def measured(words: list[str]) -> tuple[float, float]:
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
    line("stock.build", len(rows) / (time.perf_counter() - began), "entries/s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    kind = Stock.objects.filter(kind="answer")

    def page(words: str) -> None:
        with no_longer(PATIENCE):
            list(backend.search(words, kind)[:10])

    times = timed(page, words, SECONDS)
    found = figures(times)
    line("stock.queries", len(times), "asked")
    line("stock.median", found[0], "ms")
    line("stock.p95", found[1], "ms")
    return found


@contextmanager
def no_longer(seconds: float) -> Iterator[None]:
    """Let the database leave off what takes longer."""
    from django.db import DatabaseError, connection

    connection.ensure_connection()
    asked = connection.connection
    stop = asked.interrupt if connection.vendor == "sqlite" else asked.cancel
    timer = Timer(seconds, stop)
    timer.start()
    try:
        yield
    except DatabaseError:
        pass
    finally:
        timer.cancel()
