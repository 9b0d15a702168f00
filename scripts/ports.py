"""Ports of servers that a test or a measurement starts."""

import socket
import subprocess
import time
from pathlib import Path


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port: int, process: subprocess.Popen, output: Path) -> None:
    """Return when a server listens; raise with its output when it ends or takes a minute."""
    for _number in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(output.read_text()[-3000:])
