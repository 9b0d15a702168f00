"""Run every check that must hold before a change lands, all of them even when one fails."""

import os
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import catalogues

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ["core", "search", "services", "appeals", "forms", "home", "portal", "tests"]
SOURCES += ["scripts", "bench"]


def production_environment() -> dict[str, str]:
    """Return environment variables with which the production settings start."""
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "reception.example.kz",
        "DATABASE_URL": "postgres://portal:portal@127.0.0.1/portal",
        "CACHE_URL": "redis://127.0.0.1:6379/0",
        "EMAIL_URL": "smtp+tls://portal:portal@127.0.0.1:587",
        "CLAMD_URL": "tcp://127.0.0.1:3310",
        "DEBUG": "0",
    }


def list_steps() -> list[tuple[str, list[str], dict[str, str]]]:
    """Return (name, command, environment) of every check."""
    python = sys.executable
    manage = [python, "manage.py"]
    pytest = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return [
        ("format", [python, "-m", "ruff", "format", "--check", *SOURCES], {}),
        ("lint", [python, "-m", "ruff", "check", *SOURCES], {}),
        ("types", [python, "-m", "mypy"], {}),
        ("layers and size", [*pytest, "tests/architecture"], {}),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], {}),
        ("system checks", [*manage, "check"], {}),
        ("message catalogues", [*pytest, "tests/portal/test_catalogues.py"], {}),
        ("documents", [*pytest, "tests/portal/test_documents.py"], {}),
        ("packages fit together", [python, "-m", "pip", "check"], {}),
        ("licences", [python, "scripts/licences.py"], {}),
        (
            "production settings",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            production_environment(),
        ),
    ]


def run(step: tuple[str, list[str], dict[str, str]]) -> tuple[str, str, float]:
    """Return (name, output when it failed, seconds) of a check."""
    name, command, environment = step
    started = time.monotonic()
    process = subprocess.run(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    output = process.stdout or f"exit code {process.returncode}"
    return name, output if process.returncode else "", time.monotonic() - started


def main() -> None:
    """Run the checks and exit with the names of those that failed."""
    os.chdir(ROOT)
    catalogues.compile_stale()  # before two checks do it at once
    failed = []
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 4)) as pool:
        for name, output, seconds in pool.map(run, list_steps()):
            if output:
                failed.append(name)
                print(output)
            print(f"{'no' if output else 'ok'}  {name} ({seconds:.0f} s)", flush=True)
    if failed:
        sys.exit(f"make check: {', '.join(failed)}")


if __name__ == "__main__":
    main()
