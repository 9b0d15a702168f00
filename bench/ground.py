"""The database a measurement works in: the demo's offices and topics, and so many answers."""

import os
import resource
import time
import tracemalloc
from itertools import chain
from pathlib import Path

from bench.lines import line

ROOT = Path(__file__).resolve().parent.parent


def set_up(answers: int) -> None:
    """Ready Django and a database of `answers`, kept for the next run of the same size.

    SQLite under var/bench unless BENCH_DATABASE_URL says another, which must be for this alone.
    """
    folder = ROOT / "var" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    own = f"sqlite:///{folder / f'{answers}.sqlite3'}"
    os.environ |= {
        "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL") or own,
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DEBUG": "0",  # or Django would keep every statement
        "ELASTICSEARCH_URL": "",  # until the database has been measured alone
    }
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
        for stage in (facts.topics, facts.offices, facts.bodies):
            stage()
    if PublishedAnswer.objects.count() < answers:
        scale.answers(answers, 1, timezone.now())


def build(answers: int) -> None:
    """Fill the database's index unless it is full, and say how fast, how large, in what memory."""
    from search import indexing, sources
    from search.models import SearchEntry

    if SearchEntry.objects.count() >= answers:
        return
    began = time.perf_counter()
    rows = indexing.rebuild(chain.from_iterable(each.everything() for each in sources.registered()))
    line("index.build", rows / (time.perf_counter() - began), "entries/s")
    line("index.size", _size() / rows, "bytes/entry")
    line("index.memory", _most_memory(), "MB")


def columns() -> None:
    """Say what each process keeps of the entries in its memory."""
    from search.engines.columns import Columns

    tracemalloc.start()
    kept = Columns().fresh()
    assert kept.rows, "the index is empty"
    line("columns.memory", tracemalloc.get_traced_memory()[0] / 1e6, "MB")
    tracemalloc.stop()


def build_elasticsearch(address: str) -> None:
    """Put the server in force, build its index and say how fast and how large."""
    from django.conf import settings

    from search.engines import elastic_sync, get_engine

    settings.ELASTICSEARCH_URL = address
    engine = get_engine()
    began = time.perf_counter()
    rows = elastic_sync.rebuild(engine.patient, engine.alias, lambda done: None)
    line("elasticsearch.build", rows / (time.perf_counter() - began), "entries/s")
    stats = engine.patient.indices.stats(index=engine.alias, metric="store")
    size = stats["_all"]["primaries"]["store"]["size_in_bytes"]
    line("elasticsearch.size", size / rows, "bytes/entry")
    line("elasticsearch.memory", _most_memory(), "MB")


def _size() -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search_index%'")
        else:
            cursor.execute(
                "SELECT pg_total_relation_size('search_index') "
                "+ pg_total_relation_size('search_index_words')"
            )
        return cursor.fetchone()[0]


def _most_memory() -> float:
    """The most this process and one of its children have held so far."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024
