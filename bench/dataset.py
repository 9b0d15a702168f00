"""The databases of a run: the demo with so many published answers and appeals more.

They are kept for the next run, until what they were made by changes.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from bench import places


def prepare(
    size: int, *, without_index: bool = False, start: Path | None = None
) -> tuple[Path, dict[str, Any]]:
    """Return the file of a database, made unless it is there, and what it holds.

    It is made from `start`, which may have the answers already, else from the demo.
    """
    places.FOLDER.mkdir(parents=True, exist_ok=True)
    name = f"{size}{'-unindexed' if without_index else ''}"
    path = places.FOLDER / f"{name}-{places.digest()}.sqlite3"
    if not path.exists():
        _make(path, "answers" if without_index else "rows", size, start=start or demo_path())
    told = places.run("fill.py", "held", env=places.settings(path))
    return path, json.loads(told.splitlines()[-1])


def demo_path() -> Path:
    """Return the file of the demo alone, made unless it is there; the others are copied from it."""
    path = places.FOLDER / f"demo-{places.digest()}.sqlite3"
    if not path.exists():
        _make(path, "demo")
    return path


def _make(path: Path, *what: object, start: Path | None = None) -> None:
    """Fill a new file, or a copy of another one; an interrupted run's is begun anew."""
    part = path.with_suffix(".part")
    for file in part.parent.glob(f"{part.name}*"):
        file.unlink()
    if start:
        shutil.copy(start, part)
    places.run("fill.py", *what, env=places.settings(part))
    part.rename(path)
    for beside in part.parent.glob(f"{part.name}-*"):
        beside.unlink()
