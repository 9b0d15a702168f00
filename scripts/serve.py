"""Prepare the database and serve the portal on this machine: what `make run` does after installing.

Django is loaded once and prepares what is missing; then the process forks a worker for the periodic
jobs and one process for each core, which serve. All of them end together.
"""

import gc
import hashlib
import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
# Error pages and speed as in production; `manage.py runserver` is for development.
os.environ.setdefault("DEBUG", "0")
PORT = int(os.environ.get("PORT", "8000"))
os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{PORT}")  # of links in letters

# Starting creates millions of objects that stay: collecting garbage would take a fifth of it.
gc.disable()

import django
from catalogues import compile_stale
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from gunicorn.app.base import BaseApplication
from gunicorn.workers import gthread

from core import stylesheet
from portal import web_server

KEEPALIVE_SECONDS = 15
UNUSED_SECONDS = 0.1  # for a connection that a browser opens in advance to occupy a thread
PATIENCE_SECONDS = 3  # for running jobs; what is cut off runs again at the next start


class Portal(BaseApplication):
    """Run gunicorn with an application that is loaded before its processes are forked."""

    def load_config(self) -> None:
        """Set address, processes and start-up message."""
        gthread.DEFAULT_WORKER_DATA_TIMEOUT = UNUSED_SECONDS
        settings_of_server = {
            "bind": f"127.0.0.1:{PORT}",
            "worker_class": web_server.DeadlineWorker,
            "logger_class": web_server.PortalLogger,
            "workers": web_server.workers,
            "threads": web_server.threads,
            "keepalive": KEEPALIVE_SECONDS,
            "loglevel": "warning",
            "graceful_timeout": PATIENCE_SECONDS,
            "proc_name": "qabyldau",
            "control_socket_disable": True,
            "preload_app": True,
            "child_exit": web_server.child_exit,
            "post_worker_init": web_server.post_worker_init,
            "when_ready": when_ready,
        }
        for name, value in settings_of_server.items():
            self.cfg.set(name, value)

    def load(self):
        """Return the WSGI application."""
        # Now that the static files are collected: WhiteNoise lists them once.
        from portal.wsgi import application

        return application


def prepare_database() -> None:
    """Migrate the database and load the demo into an empty one.

    An SQLite file stores a digest of the migrations it was made for, so that the next start need
    not read two hundred of them. An interrupted demo is continued: its stages are safe to repeat.
    """
    expected = migrations_digest()
    if read_database_stamp() == expected:
        return
    executor = MigrationExecutor(connection)
    unfinished = Path(settings.VAR_DIR) / "demo-unfinished"
    name = str(connection.settings_dict["NAME"])
    if not executor.loader.applied_migrations:
        unfinished.write_text(name)
    behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if behind:
        print("Preparing the database (less than a minute, once)", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
    if unfinished.exists() and unfinished.read_text() == name:
        print("Loading the demo (half a minute, once)", flush=True)
        call_command("demo")
        unfinished.unlink()
    elif behind:
        call_command("prepare")
    write_database_stamp(expected)


def migrations_digest() -> int:
    """Return a number that changes with the locked packages and the names of our migrations."""
    seen = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        seen.update(str(path.relative_to(ROOT)).encode())
    return int.from_bytes(seen.digest()[:4]) >> 1 or 1  # SQLite keeps 31 bits


def read_database_stamp() -> int:
    """Return the number stored in an SQLite file; 0 when there is none."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA user_version").fetchone()[0]


def write_database_stamp(number: int) -> None:
    """Store the number in an SQLite file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA user_version = {number}")


def static_digest() -> str:
    """Return a digest that changes with a static file of ours or a locked package."""
    seen = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    files = [file for file in ROOT.glob("*/static/**/*") if file.is_file()]
    for file in sorted([*files, *stylesheet.parts()]):
        seen.update(f"{file.relative_to(ROOT)} {file.stat().st_mtime_ns}".encode())
    return seen.hexdigest()


def collect_static() -> None:
    """Collect the static files when one changed, and compress our own."""
    mark = Path(settings.STATIC_ROOT) / ".digest"
    digest = static_digest()
    if mark.exists() and mark.read_text() == digest:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    from whitenoise.compress import Compressor

    compressor = Compressor(quiet=True)
    for folder in Path(settings.STATIC_ROOT).iterdir():
        if folder.is_dir() and (ROOT / folder.name).is_dir():
            for file in folder.rglob("*"):
                if file.is_file() and compressor.should_compress(file.name):
                    compressor.compress(str(file))
    mark.write_text(digest)


def run_worker(parent: int) -> None:
    """Run the periodic jobs until Ctrl+C or the end of the server process."""
    from core.jobs import runs
    from core.jobs.worker import Worker

    worker = Worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.stop)
    runs.create_rows(timezone.now())
    worker.run(lambda: os.getppid() != parent, patience=PATIENCE_SECONDS)
    runs.release(worker.holder, timezone.now())


def when_ready(_server) -> None:
    """Load what the first requests would wait for, then invite visitors."""
    web_server.warm_up()
    print_addresses()


def print_addresses() -> None:
    """Print the addresses and how to sign in."""
    base = f"http://127.0.0.1:{PORT}"
    rows = [
        ("Қазақша", f"{base}/kk/"),
        ("Русский", f"{base}/ru/"),
        ("English", f"{base}/en/"),
        ("Editors, press, staff", f"{base}/admin/"),
        ("Letters the portal sent", settings.EMAIL_FILE_PATH),
    ]
    print("\nThe portal is open:")
    for name, value in rows:
        print(f"  {name:<26}{value}")
    print_accounts()
    print("\nStop with Ctrl+C.", flush=True)


def print_accounts() -> None:
    """Print the demo's accounts."""
    from portal.demo import accounts

    print("\nSign in with:")
    for line in accounts.sign_in_lines():
        print(f"  {line}")


def prepare_everything() -> None:
    """Prepare catalogues, database and static files before the first request."""
    compile_stale()
    django.setup()
    # Collect rarely, and never examine the objects of the start again.
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    gc.enable()
    prepare_database()
    collect_static()
    connections.close_all()


def main() -> None:
    """Prepare, fork the worker and serve."""
    try:
        prepare_everything()
    except KeyboardInterrupt:
        sys.exit("\nStopped before the portal was ready; `make run` goes on from here.")
    gc.freeze()
    gc.set_threshold(700, 10, 10)
    parent = os.getpid()
    if os.fork() == 0:
        try:
            run_worker(parent)
        except Exception as error:
            print(f"Periodic jobs do not run: {error!r}", file=sys.stderr, flush=True)
        finally:
            os._exit(0)
    Portal().run()


if __name__ == "__main__":
    main()
