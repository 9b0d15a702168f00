"""A real PostgreSQL that follows the one of the tests."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections


def bin_folder() -> Path:
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def run(*command: object, **environment: str) -> None:
    """Run a program of PostgreSQL, which refuses to be root."""
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*user, *map(str, command)], check=True, capture_output=True, stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], **environment}, cwd="/",
    )  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Replica:
    """A server made by pg_basebackup."""

    def __init__(self, folder: Path, primary: dict):
        self.data, self.log, self.port = folder / "data", folder / "log", free_port()
        run(
            bin_folder() / "pg_basebackup", "-h", primary["HOST"], "-p", primary["PORT"],
            "-U", primary["USER"], "-D", self.data, "-R", "-X", "stream", "-c", "fast", "--no-sync",
            PGPASSWORD=primary["PASSWORD"],
        )  # fmt: skip

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.data} -c fsync=off"
        self._control("-w", "-l", self.log, "-o", options, "start")

    def set_delay(self, delay: str) -> None:
        with (self.data / "postgresql.auto.conf").open("a") as file:
            file.write(f"recovery_min_apply_delay = '{delay}'\n")
        self._control("reload")
        time.sleep(1)  # until its processes have read the file

    def stop(self) -> None:
        """Kill it, as a lost machine is."""
        self._control("-m", "immediate", "stop")

    def promote(self) -> None:
        self._control("-w", "promote")

    def catch_up(self) -> None:
        """End the delay, and wait until it has all that the primary has."""
        self.set_delay("0")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_lsn()")
            position = cursor.fetchone()[0]
        for _ in range(100):
            with connections["replica"].cursor() as cursor:
                cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [position])
                if cursor.fetchone()[0]:
                    return
            time.sleep(0.1)
        raise AssertionError("the replica has not caught up")

    def _control(self, *arguments: object) -> None:
        run(bin_folder() / "pg_ctl", "-D", self.data, *arguments)


@contextmanager
def following(primary: dict | None = None) -> Iterator[Replica]:
    """Start a replica of the tests' database server, or of another one."""
    with folder_of_postgres() as folder:
        server = Replica(folder, primary or connection.settings_dict)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def primary_server() -> Iterator[dict]:
    """Start a server with an empty database `portal`; yield its address as Django names it."""
    port = free_port()
    with folder_of_postgres() as folder:
        data, address = folder / "data", ["-h", "127.0.0.1", "-p", port, "-U", "portal"]
        run(
            bin_folder() / "initdb", "-D", data, "-U", "portal", "-E", "UTF8",
            "--locale=C.UTF-8", "--auth=trust",
        )  # fmt: skip
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
        run(bin_folder() / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            run(bin_folder() / "createdb", *address, "portal")
            yield {"HOST": "127.0.0.1", "PORT": str(port), "USER": "portal", "PASSWORD": "-"}
        finally:
            run(bin_folder() / "pg_ctl", "-D", data, "-m", "immediate", "stop")


@contextmanager
def folder_of_postgres() -> Iterator[Path]:
    """Yield a temporary folder that the user of the servers can write."""
    folder = Path(tempfile.mkdtemp(prefix="qabyldau-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
