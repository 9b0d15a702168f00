"""The year turns in Kazakhstan, five hours before it does in UTC, while appeals are being sent."""

import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from tests.builders import almaty_time
from tests.torture.citizens import Citizen, Tally
from tests.torture.clock import Clock
from tests.torture.installation import Installation
from tests.torture.promises import check_appeals, check_whole, require

FULL = {"people": 120, "seconds": 20}
SMALL = {"people": 8, "seconds": 3}
MIDNIGHT = almaty_time("2026-12-31 00:00") + timedelta(days=1)
YEAR = MIDNIGHT.year


def run(installation: Installation, *, people: int, seconds: float) -> dict[str, object]:
    """Send around the midnight of Almaty, then around that of UTC; each year has its series."""
    clock = Clock(installation)
    clock.set_to(MIDNIGHT - timedelta(hours=1))
    port, tally = installation.serve().port, Tally()
    ready = [Citizen([port], tally) for _number in range(people)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(Citizen.fill_in, ready))
    turns = [
        (MIDNIGHT, ready[: people * 3 // 4]),
        (MIDNIGHT + timedelta(hours=5), ready[people * 3 // 4 :]),
    ]
    for turn, senders in turns:
        clock.set_to(turn - timedelta(seconds=seconds / 2))
        send_over(senders, seconds)
    figures: dict[str, object] = dict(check_appeals(installation, ready))
    figures |= count_years(installation) | check_whole(installation)
    require(not tally.server_errors, f"errors: {tally.server_errors[:5]}")
    return figures


def send_over(senders: list[Citizen], seconds: float) -> None:
    """Send the appeals spread over so many seconds, several at once."""

    def send(pair: tuple[int, Citizen]) -> str:
        place, citizen = pair
        time.sleep(max(0.0, began + seconds * place / len(senders) - time.monotonic()))
        return citizen.send()

    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, enumerate(senders)))


def count_years(installation: Installation) -> dict[str, object]:
    """Compare the year of each number with the day of its registration in Almaty."""
    counts: dict[int, list[int]] = defaultdict(list)
    for number, registered_at in installation.query(
        "SELECT number, registered_at FROM appeals_appeal"
    ):
        at = registered_at
        if isinstance(at, str):
            at = datetime.fromisoformat(at).replace(tzinfo=UTC)
        _code, year, count = number.split("-")
        require((at >= MIDNIGHT) == (int(year) == YEAR), f"{number} was registered at {at}")
        counts[int(year)].append(int(count))
    require(set(counts) == {YEAR - 1, YEAR}, f"appeals of {sorted(counts)} only")
    require(min(counts[YEAR]) == 1, f"the new year begins with {min(counts[YEAR])}")
    return {f"of {year}": len(numbers) for year, numbers in sorted(counts.items())}
