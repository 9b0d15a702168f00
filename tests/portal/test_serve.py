"""What `make run` serves."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "import serve; from django.conf import settings; print(settings.WAGTAILADMIN_BASE_URL)"


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({"PORT": "8123"}, "http://127.0.0.1:8123"),
        (
            {"PORT": "8123", "BASE_URL": "https://reception.example.kz"},
            "https://reception.example.kz",
        ),
    ],
)
def test_links_in_letters_lead_to_the_served_port(environment, address):
    inherited = {name: value for name, value in os.environ.items() if name != "BASE_URL"}
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={
            **inherited,
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "PYTHONPATH": str(ROOT / "scripts"),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.splitlines()[-1:] == [address], result.stderr
