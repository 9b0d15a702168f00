"""`manage.py worker` as real processes on one database: killed, ended, beside one another."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from core import outbox
from core.models import PeriodicJob
from home.models import MediaReportPage
from tests.builders import a_report

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 3
PROGRAM = f"""
import django; django.setup()
from datetime import timedelta
from django.core.management import call_command
from core.jobs import runs, worker
runs.LEASE, worker.RENEW_SECONDS = timedelta(seconds={LEASE_SECONDS}), 0.5
call_command("worker")
"""


class SilentMailServer:
    """A mail server that accepts connections and does not say a word until it is closed."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.called = threading.Event()
        self.connections: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                self.connections.append(self.listener.accept()[0])
            except OSError:
                return
            self.called.set()

    def close(self) -> None:
        for each in (self.listener, *self.connections):
            each.close()


@pytest.fixture
def server():
    with closing(SilentMailServer()) as server:
        yield server


def database_url() -> str:
    """Return the DATABASE_URL of the test database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def a_worker(server: SilentMailServer):
    """Start a worker process that sends letters to `server`; kill it at the end."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
    }
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", PROGRAM], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert "runs" in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not within the time"
        time.sleep(0.1)


def letters_job() -> PeriodicJob:
    return PeriodicJob.objects.get(name="deliver")


def send_letter(server: SilentMailServer) -> None:
    """Write a letter and wait until a worker is in the middle of sending it."""
    at = timezone.now()
    outbox.enqueue(
        to="a@b.example", language="kk", subject="x", body="y", about="A-1", key="k", at=at
    )
    PeriodicJob.objects.filter(name="deliver", lease_until=None).update(run_after=at)
    assert server.called.wait(60)


def plan_past_page() -> MediaReportPage:
    """Return a report that was planned for a minute ago and is not public yet."""
    report = a_report()
    report.unpublish()
    report.go_live_at = timezone.now() + timedelta(hours=1)
    revision = report.save_revision()
    revision.publish()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    return report


def test_job_of_a_killed_worker_is_done_by_another(server, client):
    page = plan_past_page()
    with a_worker(server) as first, a_worker(server) as second:
        wait_for(lambda: MediaReportPage.objects.get(pk=page.pk).live)
        assert client.get(page.url).status_code == 200
        send_letter(server)
        holder = letters_job().holder
        victim, survivor = (first, second) if f":{first.pid}:" in holder else (second, first)
        time.sleep(LEASE_SECONDS + 1)
        assert letters_job().holder == holder, "the lease is extended while the job runs"
        victim.send_signal(signal.SIGKILL)
        killed_at = timezone.now()
        wait_for(lambda: letters_job().started_at > killed_at, LEASE_SECONDS * 5)
        wait_for(lambda: letters_job().lease_until is None)
        assert survivor.poll() is None
        assert letters_job().result == "0 sent, 0 to be tried again"


def test_sigterm_ends_a_worker_after_the_job_that_runs(server):
    with a_worker(server) as process:
        send_letter(server)
        process.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert process.poll() is None, "it still sends the letter"
        server.close()
        assert process.wait(30) == 0
        assert "Worker ended." in process.stdout.read()
    assert letters_job().holder == ""
    assert letters_job().result == "0 sent, 1 to be tried again"
