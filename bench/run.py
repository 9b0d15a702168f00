"""Measure how fast the portal is, each figure beside its baseline in the same run.

    make bench          1,000 and 100,000 appeals and answers; a quarter of an hour at most
    make bench-large    1,000 and 1,000,000
    PEERS=1 make bench  pages of another Wagtail site besides

Every line is `name value unit ratio aim ok|missed`. Writes docs/performance.md unless --small or
--only is given. The databases lie in var/bench and are used again by the next run.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from bench import (
    explained,
    growth,
    indexed,
    machine,
    memory,
    peers,
    places,
    published,
    report,
    scale,
    searched,
    sent,
    sizes,
    space,
    stock_site,
    uncached,
)
from bench.dataset import demo_path, prepare
from bench.figures import Table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a try in two minutes")
    parser.add_argument("--large", action="store_true", help="1,000,000 rows")
    parser.add_argument("--only", default="", help="some of the measurements, with commas")
    options = parser.parse_args()
    # Stopped from outside, it ends its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    chosen = sizes.LARGE if options.large else sizes.SMALL if options.small else sizes.FULL
    for what, which in machine.describe():
        print(f"# {what}: {which}", flush=True)
    table = measure(chosen, set(filter(None, options.only.split(","))))
    if not options.small and not options.only:
        profiles = take_profiles(table, chosen)
        report.write(table, chosen, profiles)
        scale.write(table, os.cpu_count() or 1)
        print("# written: docs/performance.md and the figures of docs/scale.md")
    print(f"# missed: {', '.join(sorted(table.missed)) or 'none'}")


def measure(chosen: sizes.Sizes, only: set[str]) -> Table:
    """Take every figure, those with few rows first."""
    table = Table()
    places.tidy()
    few_path, few = said("the smaller database", lambda: prepare(chosen.few))
    (many_path, many), stock = said("the larger databases", lambda: prepare_many(chosen.many))
    answer = few["answers"][0]
    measurements: dict[str, Callable[[], None]] = {
        "published": lambda: published.measure(few_path, chosen, table),
        "uncached": lambda: uncached.measure(few_path, answer, chosen, table),
        "sent": lambda: sent.measure(few_path, chosen, table),
        "index": lambda: indexed.measure(chosen, table),
        "search": lambda: searched.measure(many_path, stock, many["queries"], chosen, table),
        "growth": lambda: growth.measure(
            growth.Filled(chosen.few, few_path, few), growth.Filled(chosen.many, many_path, many),
            chosen, table,
        ),
        "memory": lambda: memory.measure(few_path, few, chosen, table),
        "space": lambda: space.measure(demo_path(), many_path, table),
    }  # fmt: skip
    if os.environ.get("PEERS") == "1":
        measurements["peers"] = lambda: peers.measure(few_path, chosen, table)
    for name, take in measurements.items():
        if not only or name in only:
            said(name, take)
    return table


def prepare_many(size: int) -> tuple[tuple[Path, dict[str, Any]], Path]:
    """Return the portal's database and the stock site's of the same answers, made side by side."""
    answers, _held = prepare(size, without_index=True)
    with ThreadPoolExecutor(2) as pool:
        stock = pool.submit(stock_site.database, answers)
        return pool.submit(prepare, size, start=answers).result(), stock.result()


def said(name: str, do: Callable):
    """Do it and print how long it took."""
    began = time.monotonic()
    done = do()
    print(f"# {name}: {time.monotonic() - began:.0f} s", flush=True)
    return done


def take_profiles(table: Table, chosen: sizes.Sizes) -> report.Profiles:
    """Return the profile of each aim that was missed, where one can be taken."""
    profiles: report.Profiles = {}
    for profile in {explained.profiled(name) for name in table.missed} - {None}:
        path, held = prepare(chosen.many if profile.many else chosen.few)
        named = {"answer": held["answers"][0], "case": f"/admin/appeals/{held['case']}/"}
        what = named.get(profile.what, profile.what)
        profiles[profile] = places.run("profile_page.py", what, env=places.settings(path))
    return profiles


if __name__ == "__main__":
    main()
