"""Appeals sent by eight people at once, beside a bare transaction of the same rows."""

import json
import shutil
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from bench import places, postgresql, servers
from bench.figures import Aim, Figure, Table, percentile
from bench.load import CONNECTIONS
from bench.sizes import Sizes
from bench.visitor import Visitor

AIM = Aim(0.3)
AGAINST = "a bare transaction of the same rows"
CSRF = "b" * 32


def measure(database: Path, sizes: Sizes, table: Table) -> None:
    """Send on a copy of the database, then on an empty PostgreSQL where one is installed."""
    copy = places.FOLDER / "sent.sqlite3"
    remove_copy()  # an interrupted run's write-ahead log belongs to another file
    shutil.copy(database, copy)
    compare("sent", copy, sizes, table)
    remove_copy()
    if not postgresql.installed():
        reason = "PostgreSQL is not installed"
        table.add(Figure("sent.postgresql", None, "appeals/s", None, AIM, reason=reason))
        return
    with postgresql.server() as address:
        places.run("fill.py", "offices", env=places.settings(address))
        compare("sent.postgresql", address, replace(sizes, rounds=2), table)


def remove_copy() -> None:
    for file in places.FOLDER.glob("sent[.-]*"):
        file.unlink()


def compare(name: str, database: Path | str, sizes: Sizes, table: Table) -> None:
    """Send in turns through the form's last step and by transactions."""
    env, count = places.settings(database), sizes.appeals
    forms, bare, times = [], [], []
    with servers.portal(database) as portal:
        for _number in range(sizes.rounds + 1):  # the first is the warm-up
            ready = json.loads(places.run("drafts.py", count, env=env).splitlines()[-1])
            taken, rate = send(portal, ready)
            forms.append(rate)
            times = [*times, *taken] if len(forms) > 1 else []
            bare.append(float(places.run("drafts.py", count, "--bare", CONNECTIONS, env=env)))
    ours, theirs = statistics.median(forms[1:]), statistics.median(bare[1:])
    table.add(
        Figure(name, ours, "appeals/s", ours / theirs, AIM, AGAINST),
        Figure(f"{name}.bare", theirs, "transactions/s"),
        Figure(f"{name}.p95", percentile(times, 0.95), "ms"),
    )


def send(portal: servers.Server, ready: dict) -> tuple[list[float], float]:
    """Send every draft; return the seconds of each, and how many a second in all."""
    cookies = {**dict([ready["cookie"]]), "csrftoken": CSRF}
    values = {**ready["values"], "csrfmiddlewaretoken": CSRF}

    def work(tokens: list[str]) -> list[float]:
        return [
            # A visitor each: no address may send more than some an hour.
            Visitor(portal, cookies).post(f"/kk/appeals/new/{token}/check/", values)
            for token in tokens
        ]

    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        parts = pool.map(work, [ready["tokens"][n::CONNECTIONS] for n in range(CONNECTIONS)])
        times = [took for part in parts for took in part]
    return times, len(times) / (time.perf_counter() - began)
