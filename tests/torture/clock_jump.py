"""The clock of the server jumps forward and back while appeals are being sent."""

import time

from tests.torture.clock import Clock
from tests.torture.installation import Installation
from tests.torture.killed import Crowd
from tests.torture.promises import check_appeals, check_files, check_whole, require

FULL = {"pause": 6.0, "citizens": 6}
SMALL = {"pause": 1.0, "citizens": 2}
HOUR = 3600.0
JUMPS = (HOUR, -HOUR, -10.0, 2 * 24 * HOUR, -2 * 24 * HOUR, -HOUR, 0.5, HOUR)


def run(installation: Installation, *, pause: float, citizens: int) -> dict[str, object]:
    """Set the clock eight times; every appeal is accepted and the journal stays whole."""
    clock = Clock(installation)
    port = installation.serve().port
    with Crowd([port], citizens) as crowd:
        for seconds in JUMPS:
            time.sleep(pause)
            clock.jump(seconds)
    require(not crowd.faults, f"citizens met with {crowd.faults[:2]}")
    require(not crowd.tally.server_errors, f"errors: {crowd.tally.server_errors[:5]}")
    require(crowd.received, "no appeal was acknowledged")
    figures: dict[str, object] = {
        "jumps": len(JUMPS),
        **check_appeals(installation, crowd.received),
    }
    return figures | check_files(installation) | check_whole(installation)
