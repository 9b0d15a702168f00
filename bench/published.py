"""A published page as visitors get it: through nginx and by the portal alone."""

import gzip
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench import load, nginx, places, servers
from bench.figures import Aim, Figure, Table
from bench.sizes import Sizes

PAGE = "/kk/"
STATIC = "/static/bench/page.html"
NGINX, ALONE, ALONE_RATE = Aim(0.9), Aim(30), Aim(1500, of_value=True)
NEEDS_KEPT = "the portal does not keep pages"


def measure(database: Path, sizes: Sizes, table: Table) -> None:
    """Add the three rows of a published page; all are asked for gzip, as browsers do."""
    with ExitStack() as stack:
        var = stack.enter_context(folder_of_pages())
        kept = stack.enter_context(
            servers.portal(database, PAGE_CACHE="1", PAGE_CACHE_ROOT=str(var / "pages"))
        )
        uncached = stack.enter_context(servers.portal(database))
        alone, without = load.rates(kept.url(PAGE), uncached.url(PAGE), **how(sizes))
        ratio = alone / without
        table.add(
            Figure("published.app", alone, "requests/s", ratio, ALONE, "the same page uncached"),
            Figure("published.app.rate", alone, "requests/s", None, ALONE_RATE),
            Figure("published.uncached", without, "requests/s"),
        )
        if not nginx.program():
            table.add(not_taken("nginx is not installed"))
            return
        front = stack.enter_context(nginx.server(var, kept.port))
        table.add(*through_nginx(front, var, sizes))


def through_nginx(front: servers.Server, var: Path, sizes: Sizes) -> Iterator[Figure]:
    """Compare the page with a file of its bytes; both lie on disk, compressed beforehand."""
    page = load.fetch(front.url(PAGE))
    load.fetch(front.url(PAGE), "gzip")
    if not list((var / "pages").rglob("index.html.gz")):
        yield not_taken(NEEDS_KEPT)
        return
    file = var / STATIC.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(page)
    found = next((var / "pages").glob("*/kk/index.html.gz"), None)
    compressed = found.read_bytes() if found else gzip.compress(page)
    file.with_suffix(".html.gz").write_bytes(compressed)
    for path in (*file.parents[:2], file, file.with_suffix(".html.gz")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    by_page, by_file = load.rates(front.url(PAGE), front.url(STATIC), **how(sizes))
    against = f"a static file of the same {len(compressed):,} bytes, also compressed beforehand"
    yield Figure("published.nginx", by_page, "requests/s", by_page / by_file, NGINX, against)
    yield Figure("published.nginx.file", by_file, "requests/s")


def how(sizes: Sizes) -> dict[str, Any]:
    return {"rounds": sizes.rounds, "seconds": sizes.seconds, "encoding": "gzip"}


def not_taken(reason: str) -> Figure:
    return Figure("published.nginx", None, "requests/s", None, NGINX, reason=reason)


@contextmanager
def folder_of_pages() -> Iterator[Path]:
    """Yield an empty folder in the place of var, removed afterwards."""
    folder = places.FOLDER / "var"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "pages").mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
