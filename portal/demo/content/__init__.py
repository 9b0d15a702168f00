"""Texts of the demo in TOML files, in Kazakh, Russian and English."""

from pathlib import Path

from portal import content_files

FOLDER = Path(__file__).parent


def read_toml(name: str) -> dict:
    """Read `name`.toml; it is cached, so the caller must not change it."""
    return content_files.read_toml(FOLDER / f"{name}.toml")


def read_rows(name: str, key: str) -> list[dict]:
    """Return the [[key]] tables of `name`.toml in order."""
    return read_toml(name).get(key, [])
