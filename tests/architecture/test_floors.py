"""The house rules, run: who may know whom (README, the picture of the house)."""

import ast
import re

import pytest
from django.apps import apps
from django.conf import settings

from tests.architecture.source import (
    LEVEL,
    ROOT,
    imported_apps,
    may_know,
    python_files,
    short,
    template_files,
    tree,
)

INCLUDE = re.compile(r"""{%-?\s*(?:extends|include)\s+["']([^"']+)["']""")
APP_NAMES = "|".join(LEVEL)


@pytest.mark.parametrize("app", LEVEL)
def test_imports_go_down(app):
    wrong = [
        f"{short(path)}:{line} imports {other}"
        for path in python_files(app)
        for line, other in imported_apps(path)
        if not may_know(app, other)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("app", LEVEL)
def test_foreign_keys_go_down(app):
    wrong = []
    for model in apps.get_app_config(app).get_models():
        for field in model._meta.get_fields():
            other = getattr(field, "related_model", None)
            if other is None or field.auto_created or isinstance(other, str):
                continue
            label = other._meta.app_label
            if label in LEVEL and not may_know(app, label):
                wrong.append(f"{model.__name__}.{field.name} points at {label}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("app", LEVEL)
def test_templates_extend_and_include_downward(app):
    wrong = []
    for path in template_files(app):
        for name in INCLUDE.findall(path.read_text(encoding="utf-8")):
            other = name.split("/")[0]
            if other not in LEVEL:
                continue
            if not may_know(app, other):
                wrong.append(f"{short(path)} takes {name}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("app", LEVEL)
def test_nothing_is_imported_inside_a_function(app):
    """An import in a function dodges a circle; `ready()` and commands of Django are the way in."""
    wrong = []
    for path in python_files(app):
        for function in ast.walk(tree(path)):
            if not isinstance(function, ast.FunctionDef) or function.name == "ready":
                continue
            wrong += [
                f"{short(path)}:{node.lineno}"
                for node in ast.walk(function)
                if isinstance(node, ast.ImportFrom)
                and (node.level or (node.module or "").split(".")[0] in LEVEL)
            ]
    assert not wrong, "\n".join(wrong)


def test_every_app_of_ours_has_a_floor():
    ours = {
        config.label
        for config in apps.get_app_configs()
        if str(config.path).startswith(str(ROOT)) and ".venv" not in str(config.path)
    }
    assert ours == set(LEVEL)


def test_every_package_at_the_top_is_a_room_or_known():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= set(LEVEL), "a new top-level package needs a floor"
    assert not (ROOT / "locale" / "__init__.py").exists(), "it would shadow Python's own locale"


def test_settings_import_nothing_of_ours():
    wrong = [
        f"{short(path)}:{line} imports {other}"
        for path in sorted((ROOT / "portal" / "settings").glob("*.py"))
        for line, other in imported_apps(path)
        if other != "portal"
    ]
    assert not wrong, "\n".join(wrong)
    for path in sorted((ROOT / "portal" / "settings").glob("*.py")):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                assert not (node.module or "").startswith("portal"), short(path)


def test_rooms_are_installed_top_down():
    """Templates and translations of a higher room win over those below."""
    ours = [name for name in settings.INSTALLED_APPS if name in LEVEL]
    assert [LEVEL[name] for name in ours] == sorted((LEVEL[name] for name in ours), reverse=True)
