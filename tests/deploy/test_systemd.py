"""The units of deploy/systemd: systemd accepts them, and they are as closed as they say."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web_servers import GUNICORN, ROOT

UNITS = ["qabyldau.service", "qabyldau-worker.service"]
MOST_EXPOSED = 1.5  # of 10; a service without any setting has 9.6


def read_unit(name: str) -> dict[str, str]:
    """Return the settings of a unit; a name that stands twice has its last value."""
    text = (ROOT / "deploy" / "systemd" / name).read_text()
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))


@pytest.fixture
def installed(tmp_path) -> list[Path]:
    """Return the units with the paths of this project, where their programs exist."""
    python = Path(sys.executable).parent
    paths = []
    for name in UNITS:
        text = (ROOT / "deploy" / "systemd" / name).read_text()
        text = text.replace("/srv/qabyldau/.venv/bin", str(python))
        paths.append(tmp_path / name)
        paths[-1].write_text(text.replace("/srv/qabyldau", str(ROOT)))
    return paths


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess:
    command = [shutil.which("systemd-analyze"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.systemd
def test_systemd_accepts_the_units(installed):
    verified = analyze("verify", "--man=no", *installed)
    assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.systemd
@pytest.mark.parametrize("number", [0, 1], ids=UNITS)
def test_units_are_closed(installed, number):
    judged = analyze(
        "security", "--offline=true", "--no-pager", f"--threshold={int(MOST_EXPOSED * 10)}",
        installed[number],
    )  # fmt: skip
    assert judged.returncode == 0, judged.stdout


def test_units_differ_only_in_what_they_run():
    web, worker = map(read_unit, UNITS)
    differing = {name for name in {*web, *worker} if web.get(name) != worker.get(name)}
    assert differing == {
        "Description", "Type", "NotifyAccess", "ExecStart", "TimeoutStartSec", "TimeoutStopSec"
    }  # fmt: skip
    assert web["ExecStart"] == f"/srv/qabyldau/.venv/bin/{GUNICORN}"
    assert worker["ExecStart"] == "/srv/qabyldau/.venv/bin/python manage.py worker"
