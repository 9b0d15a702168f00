"""Texts that every installation begins with, in TOML files: topics, bodies, pages."""

from pathlib import Path

from portal import content_files

FOLDER = Path(__file__).parent


def read_rows(name: str, key: str) -> list[dict]:
    """Return the [[key]] tables of `name`.toml in order."""
    return content_files.read_toml(FOLDER / f"{name}.toml").get(key, [])
