"""Render a Typst template and a dictionary as a tagged PDF (PDF/UA-1).

Data are passed as JSON and never as mark-up, so nothing that a citizen typed can run. Template
"appeals/receipt.typ" is the file appeals/typst/receipt.typ and begins with

    #import "/core/typst/letter.typ": *
    #show: letter

after which `data` holds the dictionary.
"""

import json
from pathlib import Path

import typst
from django.conf import settings

# Source Sans Pro (SIL Open Font License): all Kazakh letters, tenge and numero signs.
FONTS = Path(__file__).parent / "fonts"


def render(template: str, data: dict, *, language: str, title: str) -> bytes:
    """Return the PDF of `template` (app/name.typ) filled with `data` (JSON values).

    `title` and `language` are the metadata that PDF/UA requires.
    """
    app, name = template.split("/", 1)
    inputs = {
        "data": json.dumps(data, ensure_ascii=False, default=str),
        "language": language,
        "title": title,
    }
    return typst.compile(
        str(settings.BASE_DIR / app / "typst" / name),
        root=str(settings.BASE_DIR),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards="ua-1",
    )
