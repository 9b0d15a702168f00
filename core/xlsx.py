"""An XLSX workbook of one sheet, sent while its rows are read: openpyxl makes all but the rows.

openpyxl would keep the whole file until its last row, five times as long. Text is written as inline
strings, which no program reads as formulas.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import IO, cast
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

SHEET = "xl/worksheets/sheet1.xml"
END = b"</sheetData>"
ROWS_AT_ONCE = 500
MAX_TEXT = 32_767  # characters of a cell that Excel opens
RETURN = {"\r": "&#13;"}  # a parser would take a bare one for a line break
# One of each kind of day and time: its cell's style and number are openpyxl's.
DAY = date(2026, 1, 1)
MOMENTS = (datetime.combine(DAY, time()), DAY, time(), timedelta())


class _Sent:
    """A file that cannot be rewound; what was written is taken away."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: ZipFile calls it."""

    def take(self) -> bytes:
        """Return what was written since the last call."""
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def iterate(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield the workbook: its header is bold and frozen; cells are text, numbers, days or times."""
    parts, format_cell = _empty_book(title, header)
    sent = _Sent()
    with ZipFile(cast(IO[bytes], sent), "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name != SHEET:
                archive.writestr(name, content)
        before, after = parts[SHEET].split(END)
        lines = iter(rows)
        with archive.open(SHEET, "w") as sheet:
            sheet.write(before)
            while batch := list(islice(lines, ROWS_AT_ONCE)):
                for row in batch:
                    sheet.write(f"<row>{''.join(map(format_cell, row))}</row>".encode())
                if data := sent.take():
                    yield data
            sheet.write(END + after)
    yield sent.take()


def _empty_book(
    title: str, header: Sequence[str]
) -> tuple[dict[str, bytes], Callable[[object], str]]:
    """Return the parts of a workbook with the header alone, and what writes a cell of its sheet."""
    # With the first XLSX: it would add a third of a second to every start.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils.datetime import to_excel

    book = Workbook()
    sheet = book.active
    sheet.title = "".join(c for c in title if c not in "[]:*?/\\")[:31] or "1"
    sheet.freeze_panes = "A2"
    styles: dict[type, int] = {}
    for moment in MOMENTS:
        styles[type(moment)] = sheet.cell(1, 1, moment).style_id
        del sheet["A1"]
    for column, label in enumerate(header, 1):
        cell = sheet.cell(1, column, str(label))
        cell.data_type = "s"  # openpyxl takes "=…" for a formula
        cell.font = Font(bold=True)
    out = io.BytesIO()
    book.save(out)

    def format_cell(value: object) -> str:
        if isinstance(value, bool):
            return f'<c t="b"><v>{int(value)}</v></c>'
        if isinstance(value, int | float | Decimal):
            return f"<c><v>{value}</v></c>"
        if isinstance(value, tuple(styles)):
            return f'<c s="{styles[type(value)]}"><v>{to_excel(value)}</v></c>'
        if not value:
            return "<c/>"
        text = escape(str(value)[:MAX_TEXT], RETURN)
        return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

    with ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}, format_cell
