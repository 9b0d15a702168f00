"""Print where the time of a request goes: the costliest of our functions and of the libraries'.

python bench/profile_page.py PATH      or `sent` for the form's last step, `index` for some answers
"""

import cProfile
import pstats
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

TIMES = 10
ANSWERS = 20  # of an index's profile
LINES = 8
# What costs in the libraries, whoever calls it: (file, function).
LIBRARIES = {("base.py", "execute"), ("trans_real.py", "gettext"), ("gzip.py", "compress")}


def main(path: str) -> None:
    import django

    django.setup()
    do = {"sent": sending, "index": indexing}.get(path, lambda: reading(path))()
    do()
    profile = cProfile.Profile()
    for _number in range(TIMES):
        do(profile)
    stats = pstats.Stats(profile)
    total = stats.total_tt  # type: ignore[attr-defined]
    print(f"{1000 * total / TIMES:.1f} ms of CPU under the profiler; share of it, calls, function")
    for share, calls, name in costliest(stats, total):
        print(f"{share:4.0%} {calls / TIMES:6.0f}  {name}")


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
    from django.test import Client

    client = Client()

    def read(profile: cProfile.Profile | None = None) -> None:
        response = profile.runcall(client.get, path) if profile else client.get(path)
        assert response.status_code == 200, response.status_code

    return read


def indexing() -> Callable:
    """Return what puts some answers into the index, after they have been taken out."""
    from appeals.models import PublishedAnswer
    from search import index_writer, sources

    rows = PublishedAnswer.objects.filter(stage="published").order_by("pk")[:ANSWERS]
    source = next(each for each in sources.registered() if each.model is PublishedAnswer)
    entries = source.entries_of(rows)

    def index(profile: cProfile.Profile | None = None) -> None:
        for row in rows:
            index_writer.replace(sources.prefix(row), [])
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
