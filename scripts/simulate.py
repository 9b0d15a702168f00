"""Run the simulated world of tests/simulation: one seed, replayed and shortened, or many.

.venv/bin/python scripts/simulate.py --seed 17
.venv/bin/python scripts/simulate.py --seeds 1000 [--days 365]
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEST = "tests/simulation/test_simulated_years.py::test_three_offices"


def main() -> int:
    """Run the seeds that were asked for; the exit status is that of the tests."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, help="this seed only")
    parser.add_argument("--seeds", type=int, default=10, help="the seeds from 1 to this number")
    parser.add_argument("--days", type=int, default=365, help="days of the year, from March on")
    chosen = parser.parse_args()
    seeds = [chosen.seed] if chosen.seed is not None else range(1, chosen.seeds + 1)
    environment = {
        **os.environ,
        "SIMULATED_SEEDS": ",".join(map(str, seeds)),
        "SIMULATED_DAYS": str(chosen.days),
    }
    processes = "0" if len(seeds) == 1 else "auto"
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-n", processes, TEST]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
