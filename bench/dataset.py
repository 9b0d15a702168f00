"""The database a measurement works in: the demo's offices and topics, and so many answers."""

import os
import resource
import time
import tracemalloc
from contextlib import suppress
from multiprocessing import active_children
from pathlib import Path

from bench.output import print_figure

ROOT = Path(__file__).resolve().parent.parent


def set_up(answers: int, name: str = "") -> None:
    """Ready Django and a database of `answers`, kept for the next run of the same size or name.

    SQLite under var/bench unless BENCH_DATABASE_URL says another, which must be for this alone.
    """
    folder = ROOT / "var" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    own = f"sqlite:///{folder / f'{name or answers}.sqlite3'}"
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
    from portal.demo import bulk_answers, reference_data
    from services.models import Topic

    call_command("migrate", verbosity=0)
    if not Topic.objects.exists():
        call_command("prepare", verbosity=0)
        for stage in (
            reference_data.create_offices,
            reference_data.create_bodies,
        ):
            stage()
    if PublishedAnswer.objects.count() < answers:
        bulk_answers.create_answers(answers, 1, timezone.now())


def build(answers: int) -> None:
    """Fill the database's index unless it is full, and say how fast, how large, in what memory."""
    from search import sources
    from search.models import SearchEntry

    if SearchEntry.objects.count() >= answers:
        print("# the index is an earlier run's: how it is built was not measured", flush=True)
        return
    memory, began = Memory(), time.perf_counter()
    rows = sources.rebuild(memory.record)
    print_figure("index.build", rows / (time.perf_counter() - began), "entries/s")
    print_figure("index.size", _size() / rows, "bytes/entry")
    print_figure("index.memory", memory.grown, "MB")


class Memory:
    """What a build needs: by how much this process and those that read for it have grown."""

    def __init__(self) -> None:
        self._before = self._most = _memory_in_use()

    def record(self, _done: int) -> None:
        self._most = max(self._most, _memory_in_use())

    @property
    def grown(self) -> float:
        """MB at the most, of the moments looked at."""
        return self._most - self._before


def measure_facets() -> None:
    """Print how long a process reads at its first query, and the memory of its facet table."""
    from search.backends.facets import FacetTable

    began = time.perf_counter()
    FacetTable.read()
    print_figure("facets.read", 1000 * (time.perf_counter() - began), "ms")
    tracemalloc.start()
    kept = FacetTable.read()
    assert kept.rows, "the index is empty"
    print_figure("facets.memory", tracemalloc.get_traced_memory()[0] / 1e6, "MB")
    tracemalloc.stop()


def build_elasticsearch(address: str) -> None:
    """Put the server in force, build its index and say how fast and how large."""
    from django.conf import settings

    from search.backends import get_backend
    from search.backends.elasticsearch import rebuild

    settings.ELASTICSEARCH_URL = address
    backend = get_backend()
    memory, began = Memory(), time.perf_counter()
    rows = rebuild.rebuild(backend.patient, backend.alias, memory.record)
    print_figure("elasticsearch.build", rows / (time.perf_counter() - began), "entries/s")
    stats = backend.patient.indices.stats(index=backend.alias, metric="store")
    size = stats["_all"]["primaries"]["store"]["size_in_bytes"]
    print_figure("elasticsearch.size", size / rows, "bytes/entry")
    print_figure("elasticsearch.memory", memory.grown, "MB")


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


def _memory_in_use() -> float:
    """MB in memory now; of Linux only."""
    pages = 0
    for pid in ("self", *(child.pid for child in active_children())):
        with suppress(OSError):  # it may have just ended
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6
