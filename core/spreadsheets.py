"""The one safe writer of tables: a cell that a spreadsheet would run as a formula is made text.

ASVS 1.2.10. Stock report exports leave =HYPERLINK(…) live in CSV. openpyxl is loaded with the first
sheet: it would take a third of a second of every start.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

NOT_IN_A_CELL = re.compile(r"[\000-\010\013\014\016-\037]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def safe(value: object) -> object:
    """The value, with an apostrophe before text that would be read as a formula."""
    if not isinstance(value, str):
        return "" if value is None else value
    text = NOT_IN_A_CELL.sub("", value)
    return f"'{text}" if value.startswith(FORMULA_STARTS) else text


def csv_file(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a byte-order mark (so that Excel reads Kazakh), semicolons between cells."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe(str(cell)) for cell in header])
    writer.writerows([[safe(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def xlsx_file(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """One sheet named `title`, the header bold and frozen; text cells are never formulas."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(c for c in title if c not in "[]:*?/\\")[:31] or "1")
    sheet.freeze_panes = "A2"
    head = []
    for cell in header:
        made = WriteOnlyCell(sheet, value=safe(str(cell)))
        made.font = Font(bold=True)
        head.append(made)
    sheet.append(head)
    for row in rows:
        sheet.append([safe(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
