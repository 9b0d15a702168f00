"""Limits of size, names of modules, one module for each state, pure rules."""

import ast
import re

import pytest

from tests.architecture.source_code import (
    MAX_FILE_LINES,
    MAX_FUNCTION_LINES,
    ROOT,
    all_python_files,
    all_template_files,
    function_lines,
    is_data,
    long_template_lines,
    read,
    short,
    tree,
)

# Modules are named by their subject: no catch-all, and no word that tells a newcomer nothing.
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "service", "misc", "common"}
VAGUE_NAMES |= {"said", "gist", "kept", "asked", "shown", "meant", "alike", "opened", "later"}
VAGUE_NAMES |= {"wall", "frame", "acts", "seats"}
STATE_MODULES = {
    "state": {"appeals/lifecycle/transition.py"},
    "status": {"services/booking/lifecycle.py"},
}
PROMISE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def test_files_are_short():
    lengths = {short(path): read(path).count("\n") for path in all_python_files()}
    wrong = {
        name: lines
        for name, lines in lengths.items()
        if lines > MAX_FILE_LINES and not is_data(ROOT / name)
    }
    assert not wrong, f"longer than {MAX_FILE_LINES} lines: {wrong}"


def test_functions_are_short():
    wrong = [
        f"{place} {lines}"
        for path in all_python_files()
        for place, lines in function_lines(path)
        if lines > MAX_FUNCTION_LINES
    ]
    assert not wrong, "\n".join(wrong)


def test_template_lines_are_short():
    assert long_template_lines() == []


def test_modules_are_named_by_their_subject():
    files = [*all_python_files(), *sorted((ROOT / "tests").rglob("*.py"))]
    wrong = [
        short(path)
        for path in files
        if {path.stem, path.stem.removeprefix("test_"), path.parent.name} & VAGUE_NAMES
    ]
    assert not wrong, wrong


def assigned_attributes(path):
    """Yield (line, attribute) for every `row.attribute = …` and every `.update(attribute=…)`."""
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


@pytest.mark.parametrize("attribute", STATE_MODULES)
def test_state_is_written_in_one_module(attribute):
    wrong = [
        f"{short(path)}:{line} writes .{attribute}"
        for path in all_python_files()
        if short(path) not in STATE_MODULES[attribute]
        for line, name in assigned_attributes(path)
        if name == attribute
    ]
    assert not wrong, "\n".join(wrong)


def test_no_work_is_left_as_a_note():
    files = [*all_python_files(), *all_template_files()]
    wrong = [
        f"{short(path)}: {match.group(0)}"
        for path in files
        for match in [PROMISE.search(read(path))]
        if match
    ]
    assert not wrong, wrong


def test_pure_rules_read_no_clock():
    """Time comes in as an argument; a rule that reads the clock cannot be tested on another day."""
    pure = [
        "core/ledger/tree.py",
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


def test_text_analysis_does_not_use_django():
    wrong = []
    for path in sorted((ROOT / "search" / "analysis").rglob("*.py")):
        for node in ast.walk(tree(path)):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            wrong += [f"{short(path)}: {name}" for name in names if name.startswith("django")]
    assert not wrong, wrong
