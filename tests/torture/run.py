"""Torture whole installations with real servers, print a table and write docs/torture.md.

make torture                  everything, within an hour, on SQLite and on PostgreSQL
make torture ONLY=killed      one torture (names with commas); writes nothing
make torture SMALL=1          a few seconds of each; writes nothing
"""

import argparse
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
os.environ.pop("DATABASE_URL", None)

import django

django.setup()

from tests.deploy.stack import PostgreSQL
from tests.torture import report
from tests.torture.installation import CONTENT, Installation, Template
from tests.torture.tortures import TORTURES, Torture


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a few seconds of each")
    parser.add_argument("--only", default="", help="some of the tortures, with commas")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="one of them only")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    only = set(filter(None, options.only.split(",")))
    if unknown := only - {torture.name for torture in TORTURES}:
        parser.error(f"no torture {', '.join(unknown)}; there are {[t.name for t in TORTURES]}")
    chosen = [torture for torture in TORTURES if not only or torture.name in only]
    began, rows = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        Path(folder).chmod(0o755)
        for kind, template in templates(Path(folder), options.database):
            for torture in chosen:
                if kind in torture.databases:
                    rows.append(run(torture, kind, template, Path(folder), options.small))
    broken = [row for row in rows if row.broken]
    print(f"# {len(rows)} tortures, {len(broken)} broken, {time.monotonic() - began:.0f} s")
    if not options.small and not only and not options.database:
        report.write(rows)
        print("# written: docs/torture.md")
    sys.exit(bool(broken))


def templates(folder: Path, only: str | None) -> Iterator[tuple[str, Template]]:
    """Yield a database that is ready for appeals on SQLite, then on PostgreSQL."""
    if only != "postgresql":
        yield "SQLite", prepare(folder, f"sqlite:///{folder}/template.sqlite3")
    if only != "sqlite":
        with postgresql(folder) as address:
            yield "PostgreSQL", prepare(folder, address)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Run a cluster of its own; yield the address of its empty database."""
    cluster = PostgreSQL(folder / "postgresql")
    try:
        yield cluster.url_of("portal")
    finally:
        cluster.stop()


def prepare(folder: Path, address: str) -> Template:
    """Migrate a database and put in what appeals and bookings need."""
    place = folder / "prepared"
    place.mkdir(exist_ok=True)
    with ExitStack() as stack:
        installation = Installation(place, address, stack)
        installation.manage("migrate", "--verbosity=0")
        installation.manage("prepare")
        installation.manage("shell", "-c", CONTENT.read_text())
    return Template(address)


def run(torture: Torture, kind: str, template: Template, folder: Path, small: bool) -> report.Row:
    """Run one torture on a copy of the database; print and return its figures."""
    sizes: dict[str, Any] = torture.small if small else torture.full
    began, figures, broken = time.monotonic(), {}, ""
    try:
        with template.install(folder / f"{torture.name}-{kind}") as installation:
            figures = torture.run(installation, **sizes)
    except Exception as error:  # the others still run
        traceback.print_exc()
        broken = f"{type(error).__name__}: {error}"[:500]
    row = report.Row(torture.name, torture.title, kind, sizes, figures, broken,
                     time.monotonic() - began)  # fmt: skip
    print(row.line, flush=True)
    return row


if __name__ == "__main__":
    main()
