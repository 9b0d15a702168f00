"""The only writer of CSV and XLSX: text that a spreadsheet would run as a formula stays text.

CSV knows no types, so such text gets an apostrophe; in XLSX its cell is of the type text.

ASVS 1.2.10. Wagtail's own exports leave =HYPERLINK(…) live in CSV, so they get this too.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice
from typing import TypeVar
from unicodedata import category, normalize

from django.http import HttpResponse, StreamingHttpResponse
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from core import xlsx
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
LINES_AT_ONCE = 500
Response = TypeVar("Response", HttpResponse, StreamingHttpResponse)
KEPT_TYPES = (bool, int, float, Decimal, date, time, timedelta)


def _starts_formula(text: str) -> bool:
    """Return whether the first visible character begins a formula; wide and small ones do too."""
    for character in text:
        if _is_visible(character):
            return normalize("NFKC", character).startswith(FORMULA_STARTS)
    return False


@lru_cache(maxsize=4096)
def _is_visible(character: str) -> bool:
    return character not in INVISIBLE_LETTERS and category(character) not in INVISIBLE_CATEGORIES


def clean_value(value: object) -> object:
    """Return a number or date as it is, anything else as text without forbidden characters."""
    if value is None or isinstance(value, KEPT_TYPES):
        return "" if value is None else value
    return FORBIDDEN_CHARACTERS.sub("", str(value))


def escape_formula(value: object) -> object:
    """Return the clean value, with an apostrophe before text that would be read as a formula."""
    text = clean_value(value)
    if not isinstance(text, str):
        return text
    risky = _starts_formula(text) or str(value).startswith(LINE_STARTS)
    return f"'{text}" if risky else text


def join_list(values: list) -> object:
    """Return the values of a list as one text, as Wagtail joins them."""
    return clean_value(", ".join(map(str, values)))


def escape_list(values: list) -> object:
    """Return the values of a list as one text for CSV."""
    return escape_formula(join_list(values))


def protect_wagtail_exports() -> None:
    """Make every CSV of Wagtail's own lists and reports escape formulas; call once.

    Its XLSX cells are text already.
    """
    SpreadsheetExportMixin.custom_value_preprocess |= {
        list: {"csv": escape_list, "xlsx": join_list},
        object: {"csv": escape_formula},
    }


def render_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return UTF-8 with a byte-order mark (so that Excel reads Kazakh), cells parted by ;."""
    return b"".join(iterate_csv(header, rows))


def iterate_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield what render_csv returns, LINES_AT_ONCE lines at a time."""
    yield codecs.BOM_UTF8
    lines = chain([[str(cell) for cell in header]], rows)
    while batch := list(islice(lines, LINES_AT_ONCE)):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerows([[escape_formula(cell) for cell in row] for row in batch])
        yield out.getvalue().encode()


def render_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook with one sheet named `title`, its header bold and frozen."""
    return b"".join(iterate_xlsx(title, header, rows))


def iterate_xlsx(
    title: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> Iterator[bytes]:
    """Yield what render_xlsx returns, some rows at a time."""
    labels = [str(clean_value(label)) for label in header]
    return xlsx.iterate(title, labels, ([clean_value(cell) for cell in row] for row in rows))


def response(
    file_format: str,
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
) -> HttpResponse:
    """Return the table as a download `name`.xlsx, or as CSV for any other `file_format`."""
    if file_format == "xlsx":
        return _download(HttpResponse(render_xlsx(title, header, rows)), name, "xlsx")
    return _download(HttpResponse(render_csv(header, rows)), name, "csv")


def stream(
    file_format: str,
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
) -> StreamingHttpResponse:
    """Return the same as response(); it begins at once and needs little memory."""
    if file_format == "xlsx":
        parts = iterate_xlsx(title, header, rows)
        return _download(StreamingHttpResponse(parts), name, "xlsx")
    return _download(StreamingHttpResponse(iterate_csv(header, rows)), name, "csv")


def _download(download: Response, name: str, file_format: str) -> Response:
    download["Content-Type"] = CONTENT_TYPES[file_format]
    download["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    return download
