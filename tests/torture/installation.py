"""A portal of its own for a torture: database, files and servers, gone with the block."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from tests.deploy.stack import Program
from tests.web_servers import GUNICORN, HOST, ROOT, SECRET_KEY, free_port

CONTENT = ROOT / "tests" / "deploy" / "content.py"  # offices, an official, a clerk and a head


def read_rows(address: str, text: str) -> list[tuple]:
    """Run a statement in the database at an address and return its rows."""
    if address.startswith("sqlite:///"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"), timeout=30)) as connection:
            return connection.execute(text).fetchall()
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(text)
        return cursor.fetchall() if cursor.description else []


class Installation:
    """One database, one folder of files, and the servers on them."""

    def __init__(self, folder: Path, address: str, stack: ExitStack) -> None:
        self.folder, self.address, self.stack = folder, address, stack
        self.is_sqlite = address.startswith("sqlite")
        self.private = folder / "private"
        for name in ("media", "private"):
            (folder / name).mkdir(exist_ok=True)
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "LC_ALL": "C.UTF-8",
            "DJANGO_SETTINGS_MODULE": "tests.served_settings",
            "SECRET_KEY": SECRET_KEY,
            "ALLOWED_HOSTS": HOST,
            "DATABASE_URL": address,
            "DATABASE_WAIT": "20",  # a crowd waits on a slow machine, instead of sending again
            "DEBUG": "0",
            "MEDIA_ROOT": str(folder / "media"),
            "PRIVATE_ROOT": str(self.private),
            "PAGE_CACHE_ROOT": str(folder / "pages"),
            "LOG_FORMAT": "plain",
        }

    def run_manage(self, *command: str, **settings: str) -> subprocess.CompletedProcess:
        """Run manage.py with these settings besides."""
        return subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, capture_output=True, text=True,
            env={**self.environment, **settings}, check=False,
        )  # fmt: skip

    def manage(self, *command: str, **settings: str) -> str:
        """Run manage.py and return what it printed; it must succeed."""
        done = self.run_manage(*command, **settings)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start(self, command: list[str], name: str, port: int = 0, **settings: str) -> Program:
        """Start a program that ends with the installation."""
        environment = {**self.environment, **settings}
        program = Program(command, ROOT, environment, self.folder / f"{name}.log", port)
        self.stack.callback(program.end)
        return program

    def serve(self, *, workers: int = 2, **settings: str) -> Program:
        """Start gunicorn as deploy/systemd does: its processes are forked with all tables loaded."""
        port = free_port()
        program, *arguments = GUNICORN.split()
        command = [f"{Path(sys.executable).parent}/{program}", *arguments]
        command += ["--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
        return self.start(command, f"gunicorn-{port}", port, **settings)

    def query(self, text: str) -> list[tuple]:
        """Run a statement in the database and return its rows."""
        return read_rows(self.address, text)

    def value(self, text: str):
        """Return the only value of the only row."""
        ((value,),) = self.query(text)
        return value


class Template:
    """A database that is ready for appeals; every installation gets a copy."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.is_sqlite = address.startswith("sqlite")

    @contextmanager
    def install(self, folder: Path) -> Iterator[Installation]:
        """Yield an installation on a copy; its servers and its copy are gone afterwards."""
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            yield Installation(folder, self.copy(folder, stack), stack)

    def copy(self, folder: Path, stack: ExitStack) -> str:
        """Copy the database and return the address of the copy."""
        name = f"torture_{uuid4().hex[:12]}"
        if self.is_sqlite:
            source, target = self.address.removeprefix("sqlite:///"), folder / f"{name}.sqlite3"
            with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
                old.backup(new)
            return f"sqlite:///{target}"
        parts = urlsplit(self.address)
        server = parts._replace(path="/postgres").geturl()
        template = parts.path.strip("/")
        read_rows(server, f'CREATE DATABASE {name} TEMPLATE "{template}"')
        stack.callback(read_rows, server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        return parts._replace(path=f"/{name}").geturl()


def workers_of(program: Program) -> list[int]:
    """Return the processes of gunicorn that answer."""
    pid = program.process.pid
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
