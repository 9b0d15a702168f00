"""A PostgreSQL of a measurement's own, from Debian's package; gone when it ends."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.ports import free_port

SERVERS = Path("/usr/lib/postgresql")
OWNER = "postgres"


def installed() -> list[Path]:
    """Return the programs that make a database, the newest release last."""
    return sorted(SERVERS.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))


@contextmanager
def server() -> Iterator[str]:
    """Yield the address of an empty database."""
    programs, port = installed()[-1].parent, free_port()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        if os.geteuid() == 0:  # it refuses to run as root
            Path(folder).chmod(0o755)
            shutil.chown(data, OWNER)
        _run(programs / "initdb", "-D", data, "-U", "bench", "-E", "UTF8", "--locale=C.UTF-8")
        where = f"-p {port} -c listen_addresses=127.0.0.1 -k {data}"
        _run(programs / "pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", where, "start")
        try:
            yield f"postgres://bench@127.0.0.1:{port}/postgres"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "fast", "stop")


def _run(*command: object) -> None:
    queries = [str(word) for word in command]
    user = OWNER if os.geteuid() == 0 else None
    subprocess.run(
        queries,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user,
        cwd="/",
    )
