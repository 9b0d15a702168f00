"""Each promise of docs/security.md and docs/reliability.md names tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "docs" / "security.md", ROOT / "docs" / "reliability.md"]
PROMISES = [f"S{n}" for n in range(1, 31)] + [f"R{n}" for n in range(1, 11)]
TRIALS = [f"T{n}" for n in range(1, 14)]


def rows() -> dict[str, str]:
    """Return each row of the tables by its number."""
    text = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    return dict(re.findall(r"^\| ([SRT]\d+) \| (.+) \|$", text, re.MULTILINE))


def test_every_promise_and_trial_has_a_row():
    assert list(rows()) == PROMISES + TRIALS


@pytest.mark.parametrize("number", PROMISES + TRIALS)
def test_promise_is_held_by_tests_that_exist(number):
    named = re.findall(r"`([\w/]+)::(\w+)`", rows()[number])
    assert named or "`make bench`" in rows()[number]
    for file, name in named:
        source = (ROOT / "tests" / f"{file}.py").read_text("utf-8")
        assert re.search(rf"^def test_{name}\(", source, re.MULTILINE), f"{file}::{name}"
