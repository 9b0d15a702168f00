"""The project's own source as the architecture tests read it."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = [["core"], ["search"], ["services"], ["appeals"], ["forms", "home"], ["portal"]]
LEVEL = {app: number for number, floor in enumerate(FLOORS) for app in floor}


def may_know(app: str, other: str) -> bool:
    """Down the stairs only; a room knows itself."""
    return app == other or LEVEL[other] < LEVEL[app]


def python_files(app: str) -> list[Path]:
    """An app's modules without its migrations."""
    return [path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def all_python_files() -> list[Path]:
    return [path for app in LEVEL for path in python_files(app)]


def template_files(app: str) -> list[Path]:
    return sorted(path for path in (ROOT / app).rglob("templates/**/*") if path.is_file())


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def package_of(path: Path) -> list[str]:
    """The dotted package that relative imports of a module start from."""
    return list(path.relative_to(ROOT).parent.parts)


def imported_apps(path: Path) -> list[tuple[int, str]]:
    """(line, app of ours) for every import of a module, those inside functions included."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package_of(path)
            start = base[: len(base) - node.level + 1] if node.level else []
            names = [".".join([*start, *(node.module or "").split(".")])]
        else:
            continue
        found += [(node.lineno, name.split(".")[0]) for name in names]
    return [(line, name) for line, name in found if name in LEVEL]
