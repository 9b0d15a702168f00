"""A thousand people write at the same time, from the start page to the page of their appeal."""

import random
import threading
import time

from bench.figures import percentile
from tests.torture.citizens import Citizen, Tally
from tests.torture.installation import Installation
from tests.torture.promises import check_appeals, check_whole, require

FULL = {"people": 1000, "think": 12.0}
SMALL = {"people": 8, "think": 0.1}


class Reader(Citizen):
    """A citizen who thinks before each request."""

    def __init__(self, ports: list[int], tally: Tally, think: float) -> None:
        super().__init__(ports, tally)
        ask, chance = self.browser.ask, random.Random(self.browser.number)

        def think_and_ask(*request):
            time.sleep(chance.uniform(0, 2 * think))
            return ask(*request)

        self.browser.ask = think_and_ask  # type: ignore[method-assign]


def run(installation: Installation, *, people: int, think: float) -> dict[str, object]:
    """Let everybody write at once; each gets a receipt and opens the status page."""
    ports = [installation.serve().port for _number in range(2 if people > 100 else 1)]
    tally, faults = Tally(), []
    citizens = [Reader(ports, tally, think) for _number in range(people)]

    def write(citizen: Reader) -> None:
        try:
            citizen.fill_in().send()
            citizen.open_status()
        except Exception as error:  # a thread's fault is told where the figures are
            faults.append(repr(error)[:600])

    threads = [threading.Thread(target=write, args=(citizen,)) for citizen in citizens]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    require(not faults, f"{len(faults)} of {people} journeys failed: {faults[:2]}")
    require(not tally.server_errors, f"errors: {tally.server_errors[:5]}")
    return {
        "journeys": people,
        "seconds": round(took),
        "requests": len(tally.seconds),
        "errors": len(tally.server_errors),
        "told to send again": tally.retries,
        "p95 ms": round(percentile(tally.seconds, 0.95)),
        **check_appeals(installation, citizens),
        **check_whole(installation),
    }
