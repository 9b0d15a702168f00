"""README is true: its picture shows the layers, and every path it names exists."""

import re
from itertools import takewhile

from tests.architecture.source_code import LAYERS, LEVEL, RESERVED, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE_BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|md|toml|yaml|sh)")


def named_paths() -> set[str]:
    """Return the paths of this project that stand as code in README."""
    prose = CODE_BLOCK.sub("", README)
    words = {word for code in INLINE_CODE.findall(prose) for word in code.split()}
    return {word.rstrip(":;,") for word in words if PATH.fullmatch(word.rstrip(":;,"))}


def exists(name: str) -> bool:
    """Return whether a path exists; a file named without a folder may be in any package."""
    if "/" in name or (ROOT / name).exists():
        return (ROOT / name).exists()
    return any(any((ROOT / package).rglob(name)) for package in LEVEL)


def test_every_path_named_in_readme_exists():
    assert named_paths(), "no path was found in README"
    made_by_make = {"var/", ".venv/"}
    missing = [path for path in named_paths() - made_by_make if not exists(path)]
    assert not missing, missing


def test_the_picture_in_readme_shows_the_layers_from_top_to_bottom():
    pictures = [block for block in CODE_BLOCK.findall(README) if "portal" in block]
    assert len(pictures) == 1
    rows = []
    for line in pictures[0].splitlines():
        # A row begins with a word for the layer; the packages follow it.
        packages = list(takewhile(LEVEL.__contains__, re.findall(r"\w+", line)[1:]))
        if packages:
            rows.append(sorted(packages))
    assert rows == [sorted(set(layer) - RESERVED) for layer in reversed(LAYERS)]


def test_every_test_file_named_in_ci_exists():
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    missing = [path for path in re.findall(r"\btests/[\w/.]+", ci) if not (ROOT / path).exists()]
    assert not missing, missing
