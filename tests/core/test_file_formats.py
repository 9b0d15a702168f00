"""Generated files: spreadsheets, calendars, charts, QR codes, PDF."""

import csv
import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from core import charts, ical, qr, spreadsheets
from forms import receipts
from tests.builders import an_appeal

ALMATY = ZoneInfo("Asia/Almaty")
STARTS = tuple("=+-@\t\r\n")
CELLS = st.text(max_size=12) | st.sampled_from(
    ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "＝1", "қала", "a;b", 'a"b', "\r=1", "\n=1"]
)


def read_csv(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
@settings(max_examples=60, deadline=None)
def test_csv_cells_are_never_formulas(rows):
    cells = read_csv(spreadsheets.render_csv(["Атауы", "Саны"], rows))
    assert cells[0] == ["Атауы", "Саны"]
    assert not [cell for row in cells for cell in row if cell.startswith(STARTS)]


def test_csv_has_a_byte_order_mark_for_excel():
    content = spreadsheets.render_csv(["Қала"], [["Өскемен"], [12], [None], ["а;б"]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content) == [["Қала"], ["Өскемен"], ["12"], [""], ["а;б"]]


@pytest.mark.parametrize(
    ("file_format", "extension"), [("xlsx", "xlsx"), ("csv", "csv"), ("", "csv")]
)
def test_spreadsheet_response_is_a_download(file_format, extension):
    download = spreadsheets.response(file_format, "months", ["Қала"], [["Өскемен"]], title="2026")
    assert download["Content-Disposition"] == f'attachment; filename="months.{extension}"'
    assert download["Content-Type"] == spreadsheets.CONTENT_TYPES[extension]


def test_xlsx_keeps_numbers_and_escapes_formulas():
    content = spreadsheets.render_xlsx(
        "2026/ақпан [1]", ["Аты", "Саны"], [["=1+1", 5], ["қ\x00а", None]]
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet.title == "2026ақпан 1"
    assert [[cell.value for cell in row] for row in sheet.iter_rows()][1] == ["'=1+1", 5]
    assert sheet["A2"].data_type == "s"
    assert sheet["A3"].value == "қа"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold


def test_calendar_keeps_time_zone_and_cancellation():
    starts = datetime(2026, 3, 2, 10, 0, tzinfo=ALMATY)
    event = ical.Event(
        "one@qabyldau", starts, starts + timedelta(hours=1), "Қабылдау: Айгүл",
        place="Кентау, Абай даңғылы, 5", description="3-бөлме", cancelled=True,
    )  # fmt: skip
    plain = ical.Event("two@qabyldau", starts, starts + timedelta(minutes=15), "Қабылдау")
    read = icalendar.Calendar.from_ical(ical.render_calendar("Кентау", [event, plain]))
    first, second = read.walk("VEVENT")
    assert first.decoded("dtstart").utcoffset() == timedelta(hours=5)
    assert str(first["status"]) == "CANCELLED"
    assert str(first["location"]) == "Кентау, Абай даңғылы, 5"
    assert str(second["status"]) == "CONFIRMED"
    assert "location" not in second
    assert read.walk("VTIMEZONE")


def test_bar_chart_is_labelled_and_localized():
    with override("ru"):
        svg = charts.render_bar_chart(
            [("Су <b>", 1200), ("Жол", 0), ("Жер", 2.5)], title="Темы", ident="t"
        )
    soup = BeautifulSoup(svg, "lxml")
    assert soup.svg["role"] == "img"
    for name in soup.svg["aria-labelledby"].split():
        assert soup.find(id=name).get_text() == "Темы"
    texts = [element.get_text() for element in soup.find_all("text")]
    assert "Су <b>" in texts
    assert "2,5" in texts
    assert len(soup.find_all("rect")) == 3
    assert float(soup.find_all("rect")[1]["width"]) == 0
    assert "style=" not in svg


@pytest.mark.parametrize("points", [[], [("қаңтар", 5)], [("қаңтар", 5), ("ақпан", 10)]])
def test_line_chart_accepts_any_number_of_points(points):
    svg = charts.render_line_chart(points, title="Айлар", description="Айлар бойынша")
    soup = BeautifulSoup(svg, "lxml")
    assert len(soup.find_all("circle")) == len(points)
    assert soup.find("desc").get_text() == "Айлар бойынша"
    highest_first = [float(element["cy"]) for element in soup.find_all("circle")]
    assert highest_first == sorted(highest_first, reverse=True)


def test_bar_chart_without_rows_is_empty():
    assert "<rect" not in charts.render_bar_chart([], title="Бос")


def test_qr_code_inherits_colour_on_screen_and_is_black_on_paper():
    page, paper = (
        qr.render_svg("https://example.kz/kk/"),
        qr.render_svg("https://example.kz/kk/", standalone=True),
    )
    assert "currentColor" in page
    assert "style=" not in page
    assert paper.startswith("<?xml")
    assert "#000" in paper


def test_pdf_is_tagged_and_citizen_text_is_not_markup(db):
    created = an_appeal(timezone.now(), name='#panic("x") $x$ <b>')
    reader = PdfReader(io.BytesIO(receipts.render_pdf(created.appeal, created.secret)))
    text = "".join(page.extract_text() for page in reader.pages)
    assert created.appeal.number in text.replace("\n", "")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "kk"
