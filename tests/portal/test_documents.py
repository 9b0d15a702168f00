"""The documentation names every setting and command, and its links work."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "search", "services", "appeals", "forms", "home", "portal")
READ = re.compile(r"env\.(?:text|flag|number|choice|words|folder|address)\(\s*[\"']([A-Z_]+)[\"']")


def settings_read() -> set[str]:
    text = "".join(path.read_text("utf-8") for path in (ROOT / "portal" / "settings").glob("*.py"))
    return set(READ.findall(text))


def documents() -> str:
    paths = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return "\n".join(path.read_text("utf-8") for path in paths if path.exists())


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_setting_is_documented(name):
    assert f"`{name}`" in documents(), f"{name} is in no document"
    example = (ROOT / ".env.example").read_text("utf-8")
    assert re.search(rf"^{name}=", example, re.MULTILINE), f"{name} is not in .env.example"


def test_env_example_lists_exactly_the_settings():
    example = (ROOT / ".env.example").read_text("utf-8")
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == settings_read()


def our_commands() -> list[str]:
    return sorted(name for name, app in get_commands().items() if app in PACKAGES)


@pytest.mark.parametrize("name", our_commands())
def test_command_is_documented(name):
    assert f"manage.py {name}" in documents() or f"`{name}`" in documents()


def test_links_between_documents_work():
    broken = []
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8")):
            if "://" in target or target.startswith("mailto:"):
                continue
            file = path.parent / target
            if not file.exists() and not file.with_suffix(".md").exists():
                broken.append(f"{path.name}: {target}")
    assert not broken, broken


def test_documents_name_no_local_path():
    local_path = re.compile(r"(?<![\w/])/(?:home|root|Users)/[a-z]")
    paths = [
        f"{path.name}: {match.group(0)}"
        for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "Makefile"]
        for match in [local_path.search(path.read_text("utf-8"))]
        if match
    ]
    assert not paths, paths
