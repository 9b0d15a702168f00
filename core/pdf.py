"""Render a Typst template and a dictionary as a tagged PDF (PDF/UA-1).

Data are passed as JSON and never as mark-up, so nothing that a citizen typed can run. Template
"appeals/receipt.typ" is the file appeals/typst/receipt.typ and begins with

    #import "/core/typst/letter.typ": *
    #show: letter

after which `data` holds the dictionary. PDF/UA allows no character without a glyph: what a citizen
typed and our font cannot show (emoji, Chinese, Arabic) is printed as ◊.
"""

import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from core.font_coverage import read_coverage
from core.plain_text import strip_invisible

# Source Sans Pro (SIL Open Font License): all Kazakh letters, tenge and numero signs.
FONTS = Path(__file__).parent / "fonts"
UNKNOWN = "\u25ca"  # a lozenge


@cache
def shown_characters() -> frozenset[int]:
    """Return the code points that every weight of the font can show, and the line end."""
    weights = [read_coverage(path) for path in FONTS.glob("*.otf")]
    return frozenset.intersection(*weights) | {ord("\n")}


def _showable(value: Any) -> Any:
    """Return data for JSON in which the font can show every text."""
    if isinstance(value, dict):
        return {key: _showable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_showable(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _showable_text(str(value))


def _showable_text(text: str) -> str:
    known = shown_characters()
    plain = unicodedata.normalize("NFC", strip_invisible(text)).replace("\t", " ")
    return "".join(
        sign if ord(sign) in known else "" if _is_mark(sign) else UNKNOWN for sign in plain
    )


def _is_mark(sign: str) -> bool:
    """Return whether the sign only changes its neighbour: an accent, a joiner, a skin colour."""
    return unicodedata.category(sign) in {"Mn", "Me", "Cf", "Sk"}


def render(template: str, data: dict, *, language: str, title: str) -> bytes:
    """Return the PDF of `template` (app/name.typ) filled with `data` (JSON values).

    `title` and `language` are the metadata that PDF/UA requires.
    """
    app, name = template.split("/", 1)
    inputs = {
        "data": json.dumps(_showable(data), ensure_ascii=False),
        "language": language,
        "title": _showable_text(title),
    }
    return typst.compile(
        str(settings.BASE_DIR / app / "typst" / name),
        root=str(settings.BASE_DIR),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards="ua-1",
    )
