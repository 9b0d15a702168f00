"""A Typst template and a dictionary become a tagged PDF (PDF/UA-1).

Data go in as JSON and never as mark-up, so nothing that a citizen typed can run. Templates stand
beside the HTML ones: "appeals/receipt.typ" is the file appeals/typst/receipt.typ and begins with

    #import "/core/typst/letter.typ": *
    #show: letter

after which `data` holds the dictionary.
"""

import json
from pathlib import Path

import font_source_sans_pro
import typst
from django.conf import settings

FONTS = Path(font_source_sans_pro.__file__).parent / "files"


def render(template: str, data: dict, *, language: str, title: str) -> bytes:
    """The PDF of `template` (room/name.typ) filled with `data` (anything JSON can hold)."""
    room, name = template.split("/", 1)
    inputs = {
        "data": json.dumps(data, ensure_ascii=False, default=str),
        "language": language,
        "title": title,
    }
    return typst.compile(
        str(settings.BASE_DIR / room / "typst" / name),
        root=str(settings.BASE_DIR),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards="ua-1",
    )
