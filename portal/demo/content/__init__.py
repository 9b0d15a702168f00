"""What the demo says, as TOML files beside this one: every text in Kazakh, Russian and English."""

import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def read(name: str) -> dict:
    """The whole of `name`.toml; read once a process, not to be changed by the caller."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def rows(name: str, key: str) -> list[dict]:
    """The [[key]] tables of `name`.toml in their order."""
    return read(name).get(key, [])


def columns(field: str, text: dict[str, str]) -> dict[str, str]:
    """A text in three languages as the columns of a LocalText: title → title_kk, title_ru, …"""
    return {f"{field}_{code}": words for code, words in text.items()}
