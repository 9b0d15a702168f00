"""Run every test this machine can run, on two cores; say what was left out and why."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    os.chdir(ROOT)
    asked = sys.argv[1:]
    command = [sys.executable, "-m", "pytest"]
    if not any(word.startswith(("-n", "--numprocesses")) for word in asked):
        # Two at once where there are two cores: each worker has a database of its own.
        command += ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"]
    if os.environ.get("COVERAGE") == "1":
        # Measured here, judged in .ci/run.
        command += ["--cov", "--cov-report=", "--cov-fail-under=0"]
    if not any(word.startswith(("-q", "-v")) for word in asked):
        command.append("-q")
    os.execv(sys.executable, [*command, *asked])


if __name__ == "__main__":
    main()
