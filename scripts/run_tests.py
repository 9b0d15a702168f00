"""Run every test this machine can run, in parallel; list what was left out and why."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    os.chdir(ROOT)
    arguments = sys.argv[1:]
    command = [sys.executable, "-m", "pytest"]
    if not any(argument.startswith(("-n", "--numprocesses")) for argument in arguments):
        # One more than cores, since browsers and servers are waited for, and at most four; each
        # has a database of its own.
        command += ["-n", str(min((os.cpu_count() or 1) + 1, 4)), "--dist", "worksteal"]
    if os.environ.get("COVERAGE") == "1":
        # The report and its limit are a step of .ci/run.
        command += ["--cov", "--cov-report=", "--cov-fail-under=0"]
    if not any(argument.startswith(("-q", "-v")) for argument in arguments):
        command.append("-q")
    os.execv(sys.executable, [*command, *arguments])


if __name__ == "__main__":
    main()
