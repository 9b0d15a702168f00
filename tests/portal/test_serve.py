"""What `make run` serves."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.database import SNAPSHOT

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "import serve; from django.conf import settings; print(settings.WAGTAILADMIN_BASE_URL)"


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({"PORT": "8123"}, "http://127.0.0.1:8123"),
        (
            {"PORT": "8123", "BASE_URL": "https://reception.example.kz"},
            "https://reception.example.kz",
        ),
    ],
)
def test_links_in_letters_lead_to_the_served_port(environment, address):
    inherited = {name: value for name, value in os.environ.items() if name != "BASE_URL"}
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={
            **inherited,
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "PYTHONPATH": str(ROOT / "scripts"),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.splitlines()[-1:] == [address], result.stderr


@pytest.mark.sqlite
@pytest.mark.django_db
def test_ctrl_c_ends_the_portal_and_its_worker(tmp_path):
    database, port = tmp_path / "portal.sqlite3", free_port()
    shutil.copy(SNAPSHOT.content, database)
    process = subprocess.Popen(
        [sys.executable, "-u", "scripts/serve.py"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "DATABASE_URL": f"sqlite:///{database}",
            "PORT": str(port),
            "WEB_CONCURRENCY": "2",
        },
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert any("Ctrl+C" in line for line in process.stdout)
        wait_for(lambda: "pages changed" in last_result(database, "publish_scheduled"))
        assert urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20).status == 200
        wait_for(lambda: count_processes(process.pid) == 4)  # arbiter, jobs, two that serve
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(20) == 0
        wait_for(lambda: not group_is_alive(process.pid), 10)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def last_result(database: Path, job: str) -> str:
    with closing(sqlite3.connect(database)) as reader:
        row = reader.execute("SELECT result FROM core_periodicjob WHERE name = ?", [job]).fetchone()
    return row[0] if row else ""


def count_processes(group: int) -> int:
    """Return how many processes a process group has."""
    groups = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError):
            groups.append(os.getpgid(int(folder.name)))
    return groups.count(group)


def group_is_alive(group: int) -> bool:
    """Return whether some process of a process group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not within the time"
        time.sleep(0.2)
