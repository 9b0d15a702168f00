"""What the figures were taken on."""

import os
import platform
import shutil
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

from bench import load, nginx, servers


def describe() -> list[tuple[str, str]]:
    """Return (what, which) of everything the figures depend on."""
    return [
        ("processor", f"{processor()}, {os.cpu_count()} cores, {memory()} GB of memory"),
        ("load before the run", f"{os.getloadavg()[0]:.1f}"),
        ("Python", platform.python_version()),
        ("Django, Wagtail", f"{version('django')}, {version('wagtail')}"),
        ("database", f"SQLite {sqlite3.sqlite_version}"),
        ("nginx", nginx_version()),
        ("requests by", f"{load.GENERATOR}, {load.CONNECTIONS} connections, on the same machine"),
        ("portal and stock Wagtail", f"gunicorn, {servers.PROCESSES} × {servers.THREADS} threads"),
    ]  # fmt: skip


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    named = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor()


def memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def nginx_version() -> str:
    if not nginx.program():
        return "not installed"
    said = subprocess.run([str(nginx.program()), "-v"], capture_output=True, text=True, check=True)
    return said.stderr.strip().rpartition("/")[2]


def commit() -> str:
    """Return the commit that is measured, with a mark where files differ from it."""
    if not shutil.which("git"):
        return "unknown"
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    )
    return done.stdout.strip() or "unknown"
