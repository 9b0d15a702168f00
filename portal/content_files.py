"""Texts in TOML files, in Kazakh, Russian and English, and how pages store them."""

import json
import tomllib
from functools import cache
from html import escape
from pathlib import Path
from uuid import UUID, uuid5

HEADING_PREFIX = "## "
BLOCK_NAMESPACE = UUID("3f6e0b0e-6a0e-4f0c-9d7e-5b1f5f0a7c21")


@cache
def read_toml(path: Path) -> dict:
    """Read a file; it is cached, so the caller must not change it."""
    with path.open("rb") as file:
        return tomllib.load(file)


def localized_columns(field: str, text: dict[str, str]) -> dict[str, str]:
    """Return a text by language as columns of a LocalText: title → title_kk, title_ru."""
    return {f"{field}_{code}": value for code, value in text.items()}


def split_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, which are parted by empty lines."""
    return [part.strip() for part in text.strip().split("\n\n") if part.strip()]


def build_blocks(text: str | list[str]) -> list[dict]:
    """Return the blocks of a text; a paragraph that begins with "## " is a heading."""
    blocks: list[dict] = []
    for part in split_paragraphs(text) if isinstance(text, str) else text:
        if part.startswith(HEADING_PREFIX):
            blocks.append({"type": "heading", "value": part.removeprefix(HEADING_PREFIX)})
        elif blocks and blocks[-1]["type"] == "text":
            blocks[-1]["value"] += f"<p>{escape(part, quote=False)}</p>"
        else:
            blocks.append({"type": "text", "value": f"<p>{escape(part, quote=False)}</p>"})
    return blocks


def serialize_blocks(name: str, blocks: list[dict]) -> str:
    """Return blocks as a page stores them.

    Ids are derived from `name`, which is the same in every language, so that a translation knows
    which block it translates.
    """
    for index, block in enumerate(blocks):
        block["id"] = str(uuid5(BLOCK_NAMESPACE, f"{name}/{index}"))
        if isinstance(block["value"], list):
            block["value"] = [
                {
                    "type": "item",
                    "value": item,
                    "id": str(uuid5(BLOCK_NAMESPACE, f"{name}/{index}/{n}")),
                }
                for n, item in enumerate(block["value"])
            ]
    return json.dumps(blocks)
