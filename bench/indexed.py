"""The search index built from nothing, beside `update_index` of stock Wagtail on the same rows."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench import places, stock_site
from bench.dataset import prepare
from bench.figures import Aim, Figure, Table, medians
from bench.sizes import Sizes

AIM = Aim(2)


def measure(sizes: Sizes, table: Table) -> None:
    """Time both commands, from their start to their end, on copies without an index."""
    ours, _held = prepare(sizes.indexed, without_index=True)
    theirs = stock_site.database(ours, with_index=False)
    by_ours, by_theirs = medians(
        lambda: build(ours, reindex), lambda: build(theirs, stock_site.build_index),
        rounds=min(2, sizes.rounds),
    )  # fmt: skip
    rate, stock = sizes.indexed / by_ours, sizes.indexed / by_theirs
    table.add(
        Figure("index.build", rate, "answers/s", rate / stock, AIM, "stock update_index"),
        Figure("index.build.stock", stock, "answers/s"),
    )


def build(database: Path, do: Callable[[Path], None]) -> float:
    """Return the seconds it takes on a copy."""
    copy = database.with_suffix(".copy")
    shutil.copy(database, copy)
    began = time.perf_counter()
    do(copy)
    took = time.perf_counter() - began
    for file in copy.parent.glob(f"{copy.name}*"):
        file.unlink()
    return took


def reindex(database: Path) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "reindex"], cwd=places.ROOT, env=places.settings(database),
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
