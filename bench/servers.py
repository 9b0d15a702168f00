"""The servers that are measured, each a process of its own, ended with the block."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench import places
from bench.places import HOST, ROOT, settings
from scripts.ports import free_port, wait_for_port

PROCESSES, THREADS = os.cpu_count() or 1, 4  # as portal/web_server.py has them; Wagtail's too


@dataclass(frozen=True)
class Server:
    """One that listens."""

    port: int
    pid: int
    scheme: str = "http"

    def url(self, path: str) -> str:
        return f"{self.scheme}://{HOST}:{self.port}{path}"

    @property
    def workers(self) -> list[int]:
        """The processes that answer: the children of the one that was started."""
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(word) for word in listed.split()]


@contextmanager
def running(command: list[str], port: int, env: dict[str, str], cwd: Path) -> Iterator[Server]:
    """Run a server until the end of the block, with whatever it starts itself."""
    output = places.FOLDER / f"{port}.log"
    with output.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=cwd, env=env, stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait_for_port(port, process, output)
        yield Server(port, process.pid)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        output.unlink(missing_ok=True)


@contextmanager
def portal(database: Path | str, workers: int = PROCESSES, **more: str) -> Iterator[Server]:
    """Serve the portal as docs/operation.md says; kept pages only with PAGE_CACHE=1."""
    command = gunicorn("portal.wsgi", port := free_port(), workers)
    command += ["--config", "python:portal.web_server"]
    more["BASE_URL"] = f"https://{HOST}:{port}"  # pages are kept for this host, behind nginx
    with running(command, port, settings(database, **more), ROOT) as server:
        yield server


def gunicorn(application: str, port: int, workers: int = PROCESSES) -> list[str]:
    """Return the command that serves an application."""
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    return [*command, "--workers", str(workers), "--threads", str(THREADS), "--preload"]
