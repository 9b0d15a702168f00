"""Texts of the demo in TOML files, in Kazakh, Russian and English."""

import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def read_toml(name: str) -> dict:
    """Read `name`.toml; it is cached, so the caller must not change it."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def read_rows(name: str, key: str) -> list[dict]:
    """Return the [[key]] tables of `name`.toml in order."""
    return read_toml(name).get(key, [])


def localized_columns(field: str, text: dict[str, str]) -> dict[str, str]:
    """Return a text by language as columns of a LocalText: title → title_kk, title_ru."""
    return {f"{field}_{code}": value for code, value in text.items()}
