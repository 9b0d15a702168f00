"""Small files, small functions, one home for each state, no junk drawers."""

import ast
import re

import pytest

from tests.architecture.source import LEVEL, ROOT, all_python_files, short, template_files, tree

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
JUNK = {"utils", "util", "helpers", "helper", "service", "misc", "common"}
# Words that are data and not code: long tables may stay long.
TABLES = ("portal/demo/content/",)
STATE_HOMES = {
    "state": {"appeals/lifecycle.py"},
    "status": {"services/booking/lifecycle.py"},
}
PROMISE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def functions(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_files_are_short():
    wrong = {}
    for path in all_python_files():
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > LONGEST_FILE and not short(path).startswith(TABLES):
            wrong[short(path)] = lines
    assert not wrong, f"longer than {LONGEST_FILE} lines: {wrong}"


def test_functions_are_short():
    wrong = [
        f"{short(path)}:{node.lineno} {node.name} {node.end_lineno - node.lineno + 1}"
        for path in all_python_files()
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not wrong, "\n".join(wrong)


def test_no_junk_drawers():
    wrong = [
        short(path) for path in all_python_files() if path.stem in JUNK or path.parent.name in JUNK
    ]
    assert not wrong, wrong


def assigned_attributes(path):
    """(line, attribute) for every `thing.attribute = …`, and every `.update(attribute=…)`."""
    for node in ast.walk(tree(path)):
        targets = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign | ast.AugAssign):
            targets = [node.target]
        for target in targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
                    yield node.lineno, part.attr
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"update", "bulk_update"}
        ):
            for keyword in node.keywords:
                yield node.lineno, keyword.arg


@pytest.mark.parametrize("attribute", STATE_HOMES)
def test_state_is_written_only_in_its_home(attribute):
    """Nobody moves an appeal or a booking but the verbs of lifecycle and booking."""
    wrong = [
        f"{short(path)}:{line} writes .{attribute}"
        for path in all_python_files()
        if short(path) not in STATE_HOMES[attribute]
        for line, name in assigned_attributes(path)
        if name == attribute
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_is_promised_instead_of_done():
    files = [*all_python_files(), *(path for app in LEVEL for path in template_files(app))]
    wrong = [
        f"{short(path)}: {match.group(0)}"
        for path in files
        if path.suffix in {".py", ".html", ".txt", ".typ"}
        for match in [PROMISE.search(path.read_text(encoding="utf-8"))]
        if match
    ]
    assert not wrong, wrong


def test_no_clock_in_the_pure_rules():
    """Time comes in as an argument: a rule that reads the clock can't be asked about yesterday."""
    pure = [
        "core/workdays/calendar.py",
        "services/schedule/slots.py",
        "services/schedule/timetable.py",
        "appeals/deadlines.py",
        "appeals/legal_terms.py",
    ]
    pure += [short(path) for path in sorted((ROOT / "search" / "analysis").rglob("*.py"))]
    wrong = []
    for name in pure:
        path = ROOT / name
        if not path.exists():
            continue
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"now", "today", "utcnow", "localdate", "time"}
                and not node.args
            ):
                wrong.append(f"{name}:{node.lineno}")
    assert not wrong, wrong


@pytest.mark.parametrize("folder", ["search/analysis"])
def test_pure_folders_know_no_framework(folder):
    wrong = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(tree(path)):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            wrong += [f"{short(path)}: {name}" for name in names if name.startswith("django")]
    assert not wrong, wrong
