"""What operators and newcomers read is true: every setting, command and signal has its place."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "search", "services", "appeals", "forms", "home", "portal")
READ = re.compile(r"env\.(?:text|flag|number|words|folder|address)\(\s*[\"']([A-Z_]+)[\"']")


def settings_read() -> set[str]:
    text = "".join(path.read_text("utf-8") for path in (ROOT / "portal" / "settings").glob("*.py"))
    return set(READ.findall(text))


def documents() -> str:
    paths = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return "\n".join(path.read_text("utf-8") for path in paths if path.exists())


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_every_setting_is_explained(name):
    assert f"`{name}`" in documents(), f"{name} stands in no document"
    example = (ROOT / ".env.example").read_text("utf-8")
    assert re.search(rf"^{name}=", example, re.MULTILINE), f"{name} is not in .env.example"


def test_the_example_names_only_real_settings():
    example = (ROOT / ".env.example").read_text("utf-8")
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == settings_read()


def our_commands() -> list[str]:
    return sorted(name for name, app in get_commands().items() if app in ROOMS)


@pytest.mark.parametrize("name", our_commands())
def test_every_command_is_explained(name):
    assert f"manage.py {name}" in documents() or f"`{name}`" in documents()


def signals() -> list[tuple[str, str]]:
    found = []
    for path in sorted(ROOT.glob("*/signals.py")):
        if path.parent.name not in ROOMS:
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and "Signal" in ast.unparse(node.value):
                found += [(path.parent.name, target.id) for target in node.targets]
    return found


@pytest.mark.parametrize(("room", "name"), signals())
def test_every_signal_is_explained(room, name):
    assert f"`{name}`" in documents(), f"{room}.signals.{name} stands in no document"


def test_links_between_documents_lead_somewhere():
    lost = []
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8")):
            if "://" in target or target.startswith("mailto:"):
                continue
            place = path.parent / target
            if not place.exists() and not place.with_suffix(".md").exists():
                lost.append(f"{path.name}: {target}")
    assert not lost, lost


def test_no_path_of_another_machine_in_the_project():
    strange = re.compile(r"/(?:home|root|Users)/[a-z]")
    lost = [
        f"{path.name}: {match.group(0)}"
        for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "Makefile"]
        for match in [strange.search(path.read_text("utf-8"))]
        if match
    ]
    assert not lost, lost
