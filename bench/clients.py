"""Who asks: one client, or eight at once, each a process as a server's workers are."""

import time
from collections.abc import Callable
from multiprocessing import get_context

CLIENTS = 8


def timed(do: Callable[[str], object], words: list[str], seconds: float = 1e9) -> list[float]:
    """Seconds of each question, until `seconds` are spent."""
    times, began = [], time.perf_counter()
    for each in words:
        start = time.perf_counter()
        do(each)
        times.append(time.perf_counter() - start)
        if time.perf_counter() - began > seconds:
            break
    return times


def together(do: Callable[[str], object], words: list[str]) -> tuple[list[float], float]:
    """Send the same queries from eight clients; return the times, and queries a second in all."""
    from django.db import connections

    connections.close_all()
    context = get_context("fork")  # they begin with what this process has read
    done: list[float] = []
    answers = context.Queue()
    ready = context.Barrier(CLIENTS + 1)
    clients = [
        context.Process(target=_ask, args=(do, words[n::CLIENTS], ready, answers))
        for n in range(CLIENTS)
    ]
    for each in clients:
        each.start()
    ready.wait()
    began = time.perf_counter()
    for _each in clients:
        done += answers.get()
    took = time.perf_counter() - began
    for each in clients:
        each.join()
    return done, len(done) / took


def _ask(do: Callable[[str], object], words: list[str], ready, answers) -> None:
    from django.conf import settings

    if settings.ELASTICSEARCH_URL:
        settings.ELASTICSEARCH_URL += (
            "/"  # another address is another engine: no shared connections
        )
    do(words[0])
    ready.wait()
    answers.put(timed(do, words))
