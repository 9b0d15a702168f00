"""The only writer of CSV and XLSX: text that a spreadsheet would run as a formula stays text.

ASVS 1.2.10; Wagtail's own report exports leave =HYPERLINK(…) live in CSV. openpyxl is imported
with the first XLSX: it would add a third of a second to every start.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from core.uploads.filetypes import MIME_TYPES

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": MIME_TYPES["xlsx"],
}
CONTROL_CHARACTERS = re.compile(r"[\000-\010\013\014\016-\037]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def escape_formula(value: object) -> object:
    """Return the value, with an apostrophe before text that would be read as a formula."""
    if not isinstance(value, str):
        return "" if value is None else value
    text = CONTROL_CHARACTERS.sub("", value)
    return f"'{text}" if value.startswith(FORMULA_STARTS) else text


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
