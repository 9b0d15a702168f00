"""Measure with one client, or with eight at once, each a process like a server's workers."""

import time
from collections.abc import Callable
from multiprocessing import get_context

CLIENTS = 8


def measure_times(
    do: Callable[[str], object], queries: list[str], seconds: float = 1e9
) -> list[float]:
    """Return the seconds of each query, until `seconds` are spent."""
    times, began = [], time.perf_counter()
    for query in queries:
        start = time.perf_counter()
        do(query)
        times.append(time.perf_counter() - start)
        if time.perf_counter() - began > seconds:
            break
    return times


def measure_concurrently(
    do: Callable[[str], object], queries: list[str]
) -> tuple[list[float], float]:
    """Send the same queries from eight clients; return the times, and queries a second in all."""
    from django.db import connections

    connections.close_all()
    context = get_context("fork")  # they begin with what this process has read
    done: list[float] = []
    answers = context.Queue()
    ready = context.Barrier(CLIENTS + 1)
    clients = [
        context.Process(target=_run_client, args=(do, queries[n::CLIENTS], ready, answers))
        for n in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    ready.wait()
    began = time.perf_counter()
    for _client in clients:
        done += answers.get()
    took = time.perf_counter() - began
    for client in clients:
        client.join()
    return done, len(done) / took


def _run_client(do: Callable[[str], object], queries: list[str], ready, answers) -> None:
    from django.conf import settings

    if settings.ELASTICSEARCH_URL:
        settings.ELASTICSEARCH_URL += (
            "/"  # another address is another backend: no shared connections
        )
    do(queries[0])
    ready.wait()
    answers.put(measure_times(do, queries))
