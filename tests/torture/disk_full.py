"""The disk of database and files is full while citizens write, and has room again."""

import resource
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from http.client import HTTPResponse
from pathlib import Path

from tests.deploy.stack import Program
from tests.forms.sample_files import image, pdf
from tests.torture.citizens import Citizen, Tally
from tests.torture.installation import Installation, workers_of
from tests.torture.promises import check_appeals, check_files, check_whole, require

FULL = {"people": 30, "rounds": 3}
SMALL = {"people": 3, "rounds": 1}
PAGES = ("/kk/", "/kk/offices/", "/kk/appeals/new/", "/kk/appeals/status/")


class Disk:
    """A small file system; where none may be mounted, the servers may write no byte instead."""

    def __init__(self, folder: Path, installation: Installation) -> None:
        self.folder, self.ballast = folder, folder / "ballast"
        self.server: Program | None = None
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)]
        self.is_mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        if self.is_mounted:
            installation.stack.callback(subprocess.run, ["umount", "-l", str(folder)], check=False)

    def fill(self) -> None:
        """Leave not one byte."""
        if not self.is_mounted:
            self._limit(0)
            return
        with self.ballast.open("wb", buffering=0) as file:
            try:
                for size in (2**16, 2**9, 1):
                    while file.write(b"x" * size) == size:
                        pass
            except OSError:
                return

    def empty(self) -> None:
        """Give the room back."""
        if self.is_mounted:
            self.ballast.unlink()
        else:
            self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        server = self.server
        for pid in [server.process.pid, *workers_of(server)] if server else []:
            _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


def move_onto(disk: Disk, installation: Installation) -> None:
    """Put the files, and a database that is a file, on the small disk."""
    folder = disk.folder
    installation.private = folder / "private"
    installation.private.mkdir()
    installation.environment |= {
        "PRIVATE_ROOT": str(installation.private), "PAGE_CACHE_ROOT": str(folder / "pages")
    }  # fmt: skip
    if installation.is_sqlite:
        target, source = folder / "portal.sqlite3", installation.address.removeprefix("sqlite:///")
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
        installation.address = installation.environment["DATABASE_URL"] = f"sqlite:///{target}"


def run(installation: Installation, *, people: int, rounds: int) -> dict[str, object]:
    """Fill the disk and empty it; nobody meets a bare error, and nothing half is kept."""
    disk = Disk(installation.folder / "disk", installation)
    move_onto(disk, installation)
    server, tally = installation.serve(), Tally()
    disk.server = server
    received: list[Citizen] = []
    seen: Counter[str] = Counter()
    for _number in range(rounds):
        ready = [Citizen([server.port], tally) for _number in range(people)]
        for citizen in ready:
            number = citizen.browser.number
            citizen.fill_in({"a.pdf": pdf(), "b.jpg": image(size=(64 + number, 48))})
        disk.fill()
        for citizen in ready:
            seen.update(try_everything(citizen))
        disk.empty()
        for citizen in ready:
            citizen.look().send()
        received += ready
    bare = {what: n for what, n in seen.items() if what.split()[0] not in {"200", "302", "503"}}
    require(not bare, f"with a full disk people met with {bare}")
    require(not tally.server_errors, f"errors: {tally.server_errors[:5]}")
    figures: dict[str, object] = {"disk": "full" if disk.is_mounted else "limited", **seen}
    figures |= check_appeals(installation, received)
    return figures | check_files(installation) | check_whole(installation)


def try_everything(citizen: Citizen) -> list[str]:
    """Open pages, add a file and press the last button, once each; return what came."""
    values = {"seen": citizen.page, "language": "kk", "go": "next"}
    browser = citizen.browser
    came = [told(browser.once("GET", page), "page") for page in PAGES]
    answer = browser.once("POST", f"{citizen.path}files/", {"go": "upload"}, {"c.pdf": pdf() * 2})
    came.append(told(answer, "file"))
    came.append(told(browser.once("POST", f"{citizen.path}check/", values), "sending"))
    return came


def told(answer: HTTPResponse, what: str) -> str:
    """Return the status of an answer; 500 for one that does not say when to try again."""
    status = answer.status
    if status == 503 and not answer.getheader("Retry-After"):
        status = 500
    return f"{status} {what}"
