"""Packages use lower packages only: imports, templates, static files, dotted strings, keys, URL names."""

import ast

import pytest
from django.apps import apps
from django.conf import settings

from tests.architecture.source_code import (
    LEVEL,
    ROOT,
    function_imports,
    import_cycles,
    imports,
    may_use,
    python_files,
    short,
    tree,
    upward_references,
)


def test_references_go_down():
    """What an upper package adds reaches a lower one through a signal or a registry."""
    assert not upward_references(), "\n".join(map(str, upward_references()))


@pytest.mark.parametrize("package", LEVEL)
def test_foreign_keys_go_down(package):
    wrong = []
    for model in apps.get_app_config(package).get_models():
        for field in model._meta.get_fields():
            other = getattr(field, "related_model", None)
            if other is None or field.auto_created or isinstance(other, str):
                continue
            label = other._meta.app_label
            if label in LEVEL and not may_use(package, label):
                wrong.append(f"{model.__name__}.{field.name} points at {label}")
    assert not wrong, "\n".join(wrong)


def test_no_module_is_part_of_an_import_cycle():
    assert import_cycles() == []


@pytest.mark.parametrize("package", LEVEL)
def test_functions_import_no_package_of_ours(package):
    """An import inside a function hides a cycle."""
    wrong = [line for path in python_files(package) for line in function_imports(path)]
    assert not wrong, "\n".join(wrong)


def test_every_installed_package_has_a_layer():
    ours = {
        config.label
        for config in apps.get_app_configs()
        if str(config.path).startswith(str(ROOT)) and ".venv" not in str(config.path)
    }
    assert ours == set(LEVEL)


def test_every_top_level_package_has_a_layer():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= set(LEVEL), "a new top-level package needs a layer"
    assert not (ROOT / "locale" / "__init__.py").exists(), "it would shadow Python's own locale"


def test_settings_import_nothing_of_ours_that_needs_settings():
    """core.server_urls is pure: the search checks ELASTICSEARCH_URL by the same rule."""
    pure = ("portal.settings", "core.server_urls")
    files = sorted((ROOT / "portal" / "settings").glob("*.py"))
    wrong = [
        f"{short(path)}:{line} imports {module}"
        for path in files
        for line, module in imports(path)
        if not module.startswith(pure)
    ]
    assert not wrong, "\n".join(wrong)
    for path in files:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                assert not (node.module or "").startswith("portal"), short(path)


def test_packages_are_installed_from_the_top_layer_down():
    """Templates and translations of an upper package win over those below."""
    levels = [LEVEL[name] for name in settings.INSTALLED_APPS if name in LEVEL]
    assert levels == sorted(levels, reverse=True)
