"""Processes of the servers are killed while citizens send appeals with files."""

import os
import random
import signal
import threading
import time
from contextlib import suppress

from tests.deploy.stack import Program
from tests.forms.sample_files import image, pdf
from tests.torture.citizens import Citizen, Tally
from tests.torture.installation import Installation, workers_of
from tests.torture.promises import check_appeals, check_files, check_whole, require

FULL = {"kills": 150, "citizens": 8}
SMALL = {"kills": 5, "citizens": 4}
WHOLE_SERVER_EVERY = 15  # kills: then gunicorn itself with all of its processes


class Crowd:
    """Citizens who send one appeal after the other until they are told to stop."""

    def __init__(self, ports: list[int], count: int) -> None:
        self.ports, self.tally = ports, Tally()
        self.received: list[Citizen] = []
        self.faults: list[str] = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.work) for _number in range(count)]

    def work(self) -> None:
        try:
            while not self.over.is_set():
                citizen = Citizen(self.ports, self.tally)
                number = citizen.browser.number
                files = {f"{number}.pdf": pdf(), f"{number}.jpg": image(size=(64 + number, 48))}
                citizen.fill_in(files).send()
                self.received.append(citizen)
        except Exception as error:  # a thread's fault is told where the figures are
            self.faults.append(repr(error)[:600])

    def __enter__(self) -> "Crowd":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()


def kill_one(servers: list[Program], chance: random.Random) -> None:
    """Kill one process that serves, at no moment in particular."""
    processes = [pid for server in servers for pid in workers_of(server)]
    with suppress(ProcessLookupError):
        os.kill(chance.choice(processes), signal.SIGKILL)


def run(installation: Installation, *, kills: int, citizens: int) -> dict[str, object]:
    """Kill processes and servers; nothing acknowledged is lost, doubled, torn or left out."""
    chance = random.Random(1)
    servers = [installation.serve(workers=2) for _number in range(2)]
    began = time.monotonic()
    with Crowd([server.port for server in servers], citizens) as crowd:
        for number in range(1, kills + 1):
            time.sleep(chance.uniform(0.2, 1.2))
            if number % WHOLE_SERVER_EVERY == 0:
                server = chance.choice(servers)
                server.end(signal.SIGKILL)
                server.start()
            else:
                kill_one(servers, chance)
            if crowd.faults:
                break
    figures: dict[str, object] = {"kills": number, "seconds": round(time.monotonic() - began)}
    require(not crowd.faults, f"citizens met with {crowd.faults[:2]}")
    require(not crowd.tally.server_errors, f"errors: {crowd.tally.server_errors[:5]}")
    figures |= check_appeals(installation, crowd.received)
    figures["requests tried again"] = crowd.tally.retries
    figures |= check_files(installation) | check_whole(installation)
    require(figures["acknowledged"], "no appeal was acknowledged")
    with_files = installation.value(
        "SELECT count(*) FROM (SELECT appeal_id FROM appeals_attachment"
        " GROUP BY appeal_id HAVING count(*) = 2) AS complete"
    )
    registered = installation.value("SELECT count(*) FROM appeals_appeal")
    require(with_files == registered, f"{registered - with_files} appeals lack a file")
    return figures
