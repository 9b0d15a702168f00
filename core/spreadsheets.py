"""The only writer of CSV and XLSX: text that a spreadsheet would run as a formula stays text.

ASVS 1.2.10. Wagtail's own exports leave =HYPERLINK(…) live in CSV, so they get this too. openpyxl
is imported with the first XLSX: it would add a third of a second to every start.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from unicodedata import category, normalize

from django.http import HttpResponse
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from core.uploads.filetypes import MIME_TYPES

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": MIME_TYPES["xlsx"],
}
# Neither XML nor a spreadsheet can hold these; openpyxl raises on most of them.
FORBIDDEN_CHARACTERS = re.compile(r"[\000-\010\013\014\016-\037\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Programs differ in what they skip before a formula: here everything that leaves no mark on paper
# is skipped (control, format, space and combining characters, and letters that look empty).
INVISIBLE_CATEGORIES = {"Cc", "Cf", "Cn", "Co", "Zs", "Zl", "Zp", "Mn", "Me"}
INVISIBLE_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
FORMULA_STARTS = tuple("=+-@−")
LINE_STARTS = tuple("\t\r\n\0")
KEPT_TYPES = (bool, int, float, Decimal, date, time, timedelta)


def _starts_formula(text: str) -> bool:
    """Return whether the first visible character begins a formula; wide and small ones do too."""
    for position, character in enumerate(text):
        if character in INVISIBLE_LETTERS or category(character) in INVISIBLE_CATEGORIES:
            continue
        return normalize("NFKC", text[position]).startswith(FORMULA_STARTS)
    return False


def escape_formula(value: object) -> object:
    """Return the value, with an apostrophe before text that would be read as a formula.

    Numbers and dates stay what they are; anything else becomes text.
    """
    if value is None or isinstance(value, KEPT_TYPES):
        return "" if value is None else value
    original = str(value)
    text = FORBIDDEN_CHARACTERS.sub("", original)
    risky = _starts_formula(text) or original.startswith(LINE_STARTS)
    return f"'{text}" if risky else text


def escape_list(values: list) -> object:
    """Return the values of a list as one cell, as Wagtail joins them."""
    return escape_formula(", ".join(map(str, values)))


def protect_wagtail_exports() -> None:
    """Make every CSV of Wagtail's own lists and reports escape formulas; call once.

    Its XLSX cells are text already.
    """
    SpreadsheetExportMixin.custom_value_preprocess |= {
        list: {"csv": escape_list, "xlsx": escape_list},
        object: {"csv": escape_formula},
    }


def render_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return UTF-8 with a byte-order mark (so that Excel reads Kazakh), cells parted by ;."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([escape_formula(str(cell)) for cell in header])
    writer.writerows([[escape_formula(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def render_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook with one sheet named `title`, its header bold and frozen."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(c for c in title if c not in "[]:*?/\\")[:31] or "1")
    sheet.freeze_panes = "A2"
    header_cells = []
    for label in header:
        cell = WriteOnlyCell(sheet, value=escape_formula(str(label)))
        cell.font = Font(bold=True)
        header_cells.append(cell)
    sheet.append(header_cells)
    for row in rows:
        sheet.append([escape_formula(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def response(
    file_format: str,
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
) -> HttpResponse:
    """Return the table as a download `name`.xlsx, or as CSV for any other `file_format`."""
    file_format = file_format if file_format in CONTENT_TYPES else "csv"
    if file_format == "xlsx":
        content = render_xlsx(title, header, rows)
    else:
        content = render_csv(header, rows)
    download = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
    download["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    return download
