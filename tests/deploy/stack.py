"""The whole portal from nothing, by the files of deploy/: databases, two servers, worker, nginx."""

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg

from scripts.ports import free_port, wait_for_port
from tests.deploy.test_systemd import read_unit
from tests.web_servers import HOST, ROOT, SECRET_KEY, serve_nginx

LEFT_OUT = shutil.ignore_patterns("var", ".venv", ".git", ".*_cache", "__pycache__")


class Program:
    """A server of the stack that a test can kill and start again, with all its processes."""

    def __init__(self, command: list[str], cwd: Path, env: dict, output: Path, port: int = 0):
        self.command, self.cwd, self.env = command, cwd, env
        self.output, self.port = output, port
        self.start()

    def start(self) -> None:
        with self.output.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.cwd, env=self.env, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        if self.port:
            wait_for_port(self.port, self.process, self.output)

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send a signal, SIGKILL to its children too, and wait for the end."""
        with suppress(ProcessLookupError):
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                os.kill(self.process.pid, number)
        self.process.wait(60)


class PostgreSQL:
    """A cluster of its own, run as the user postgres where the test is root."""

    def __init__(self, folder: Path):
        self.bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.folder, self.port = folder, free_port()
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        folder.mkdir()
        if self.user:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-U", "portal", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust")
        self.start()
        self.query("CREATE DATABASE portal", "postgres")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.user, f"{self.bin}/{program}", "-D", f"{self.folder}/data", *arguments]
        # Its output goes into a file: the server would keep a pipe open.
        with (self.folder.parent / "postgresql.log").open("ab") as log:
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd="/")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} -c fsync=off"
        self._run("pg_ctl", "-w", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "fast", "stop")

    def url_of(self, database: str) -> str:
        return f"postgres://portal@127.0.0.1:{self.port}/{database}"

    def query(self, text: str, database: str = "portal") -> list[tuple]:
        """Run a statement and return its rows."""
        address = f"host=127.0.0.1 port={self.port} user=portal dbname={database}"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(text)
            return cursor.fetchall() if cursor.description else []


class Stack:
    """What docs/operation.md installs, in a folder instead of /srv/qabyldau."""

    def __init__(self, folder: Path, stack: ExitStack):
        self.folder, self.home, self.stack = folder, folder / "srv", stack
        self.office = self.clerk = self.head = 0  # their numbers, from tests/deploy/content.py
        self.app_keys: dict[str, str] = {}  # of the second factor, by account
        folder.chmod(0o755)
        shutil.copytree(ROOT, self.home, ignore=LEFT_OUT)
        (self.home / ".venv").symlink_to(Path(sys.executable).parent.parent)
        self.database = PostgreSQL(folder / "postgresql")
        stack.callback(self.database.stop)
        self.environment = self.write_settings()
        with ThreadPoolExecutor() as pool:
            static = pool.submit(self.manage, "collectstatic", "--noinput", "--verbosity=0")
            self.manage("migrate", "--verbosity=0")
            self.manage("prepare")
            static.result()
        self.database.query("CREATE DATABASE copied TEMPLATE portal", "postgres")
        self.ports = [free_port(), free_port()]
        self.servers = [self.start_unit("qabyldau", port) for port in self.ports]
        self.worker = self.start_unit("qabyldau-worker")
        self.http_port, self.https_port = stack.enter_context(
            serve_nginx(self.home / "var", *self.ports)
        )

    def write_settings(self) -> dict[str, str]:
        """Write the secrets into files, start Redis and return the environment of the services."""
        redis = free_port()
        command = ["redis-server", "--port", str(redis), "--bind", "127.0.0.1", "--save", ""]
        self.redis = self.run(command, self.folder, {**os.environ}, "redis", redis)
        values = {
            "SECRET_KEY": SECRET_KEY,
            "DATABASE_URL": self.database.url_of("portal"),
            "CACHE_URL": f"redis://127.0.0.1:{redis}/0",
        }
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "X_ACCEL": "1"}
        environment |= {"DJANGO_SETTINGS_MODULE": "portal.settings.production"}
        environment["ALLOWED_HOSTS"] = HOST
        for name, value in values.items():
            (self.folder / name).write_text(f"{value}\n")
            environment[f"{name}_FILE"] = str(self.folder / name)
        return environment

    def run(self, command: list[str], cwd: Path, env: dict, name: str, port: int = 0) -> Program:
        """Start a program that ends with the stack."""
        program = Program(command, cwd, env, self.folder / f"{name}.log", port)
        self.stack.callback(program.end)
        return program

    def manage(self, *command: str, **settings: str) -> str:
        """Run manage.py and return what it printed; it must succeed."""
        done = self.run_manage(*command, **settings)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def run_manage(self, *command: str, **settings: str) -> subprocess.CompletedProcess:
        """Run manage.py with the settings of the services and these."""
        return subprocess.run(
            [".venv/bin/python", "manage.py", *command], cwd=self.home,
            env={**self.environment, **settings}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def start_unit(self, name: str, port: int = 0) -> Program:
        """Start what the unit starts; gunicorn's port is told as its documentation says."""
        unit = read_unit(f"{name}.service")
        command = unit["ExecStart"].replace("/srv/qabyldau", str(self.home)).split()
        environment = {**self.environment, "GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port}"}
        umask = f'umask {unit["UMask"]}; exec "$@"'
        return self.run(
            ["sh", "-c", umask, "sh", *command], self.home, environment, f"{name}-{port}", port
        )

    def is_kept(self, page: str) -> bool:
        """Return whether a page lies where nginx finds it."""
        return (self.home / "var" / "pages" / f"{HOST}{page}index.html").exists()

    def wait_for_job(self, name: str) -> None:
        """Wait until the worker has run a job."""
        query = f"SELECT error FROM core_periodicjob WHERE name = '{name}' AND finished_at > '-infinity'"
        for _ in range(600):
            if rows := self.database.query(query):
                assert rows == [("",)]
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "qabyldau-worker-0.log").read_text()[-2000:])
