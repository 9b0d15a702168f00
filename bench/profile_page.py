"""Print where the time of a request goes: the costliest of our functions and of the libraries'.

python bench/profile_page.py PATH      or `sent` for the form's last step, `index` for all answers,
                                       `memory` for what the memory of a process grows by
"""

import cProfile
import gc
import pstats
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

TIMES, INDEXED = 10, 2  # requests; times that all answers are indexed
REQUESTS, MORE = 100, 600  # before the memory is looked at, and until it is again
LINES = 8
# What costs in the libraries, whoever calls it: (file, function).
LIBRARIES = {("base.py", "execute"), ("trans_real.py", "gettext"), ("gzip.py", "compress")}


def main(path: str) -> None:
    import django

    django.setup()
    if path == "memory":
        print_growth()
        return
    do = {"sent": sending, "index": indexing}.get(path, lambda: reading(path))()
    do()
    profile = cProfile.Profile()
    times = INDEXED if path == "index" else TIMES
    for _number in range(times):
        do(profile)
    stats = pstats.Stats(profile)
    total = stats.total_tt  # type: ignore[attr-defined]
    print(f"{1000 * total / times:.1f} ms of CPU under the profiler; share of it, calls, function")
    for share, calls, name in costliest(stats, total):
        print(f"{share:4.0%} {calls / times:6.0f}  {name}")


def costliest(stats: pstats.Stats, total: float) -> list[tuple[float, float, str]]:
    """Return our own functions by the time spent in and below them."""
    rows = []
    for (file, _line, name), (_cc, calls, _own, below, _callers) in stats.stats.items():  # type: ignore[attr-defined]
        place = Path(file)
        own = place.relative_to(ROOT) if place.is_relative_to(ROOT) else None
        if own and own.parts[0] not in {".venv", "bench"}:
            rows.append((below / total, calls, f"{own}:{name}"))
        elif (place.name, name) in LIBRARIES:
            rows.append((below / total, calls, f"{place.parent.name}/{place.name}:{name}"))
    rows.sort(reverse=True)
    return [row for row in rows if row[0] < 0.95][:LINES]


def reading(path: str) -> Callable:
    from django.contrib.auth import get_user_model
    from django.test import Client

    from bench.fill import STAFF

    client = Client()
    if path.startswith("/admin/"):
        client.force_login(get_user_model().objects.get(username=STAFF))

    def read(profile: cProfile.Profile | None = None) -> None:
        response = profile.runcall(client.get, path) if profile else client.get(path)
        assert response.status_code == 200, response.status_code

    return read


def print_growth() -> None:
    """Print by file what Python holds more of after so many mixed requests than after the first."""
    import tracemalloc

    from django.test import Client

    from bench.fill import what_it_holds
    from bench.memory import STAFF_LISTS, mixed

    client = Client()
    paths = [path for path in mixed(MORE, what_it_holds()) if path not in STAFF_LISTS]
    for path in paths[:REQUESTS]:
        client.get(path)
    tracemalloc.start()
    for path in paths[REQUESTS:]:
        client.get(path)
    gc.collect()
    held = tracemalloc.take_snapshot().statistics("filename")
    total = sum(each.size for each in held)
    print(f"{total / 1e6:.1f} MB more after {len(paths)} requests than after {REQUESTS}, by file")
    for each in held[:LINES]:
        file = Path(each.traceback[0].filename)
        name = file.relative_to(ROOT) if file.is_relative_to(ROOT) else Path(*file.parts[-2:])
        print(f"{each.size / total:4.0%} {each.size / 1e6:5.1f} MB  {Path(*name.parts[-3:])}")


def indexing() -> Callable:
    """Return what puts the answers into the index, after they have been taken out."""
    from appeals.models import PublishedAnswer
    from search import index_writer, sources

    source = next(each for each in sources.registered() if each.model is PublishedAnswer)
    entries = source.entries_of(source.rows())

    def index(profile: cProfile.Profile | None = None) -> None:
        index_writer.replace(f"{PublishedAnswer._meta.label_lower}:", [])
        put = index_writer.put
        if profile:
            profile.runcall(put, entries)
        else:
            put(entries)

    return index


def sending() -> Callable:
    from django.test import Client

    from bench.drafts import START, fill_in, last_step

    def send(profile: cProfile.Profile | None = None) -> None:
        client = Client(headers={"x-forwarded-for": "10.1.1.3"})
        path = f"{START}{fill_in(client)}/check/"
        values = last_step(client, path)
        post = profile.runcall if profile else lambda do, *args: do(*args)
        response = post(client.post, path, values)
        assert "receipt" in response.headers["Location"], response.headers

    return send


if __name__ == "__main__":
    main(sys.argv[1])
