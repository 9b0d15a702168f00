"""Generated files: spreadsheets, calendars, charts, QR codes, PDF."""

import csv
import io
import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, override
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from appeals import receipts
from core import charts, ical, qr, spreadsheets
from services.models import Office
from tests.builders import an_appeal

ALMATY = ZoneInfo("Asia/Almaty")
INVISIBLE = ["", " ", "\x0b", "\x01", "\x00", "\x1f", "\x7f", "\x85", "\t", "\r", "\n", "\u00a0", "\u00ad",
             "\u034f", "\u115f", "\u180e", "\u2003", "\u200b", "\u200d", "\u202e", "\u2028", "\u2060",
             "\u2800", "\u3000", "\u3164", "\ufe0f", "\ufeff"]  # fmt: skip
FORMULAS = ["=HYPERLINK(1)", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x", "﹦1", "﹣1", "−1"]
HIDDEN_FORMULAS = st.builds(
    lambda before, formula: "".join(before) + formula,
    st.lists(st.sampled_from(INVISIBLE), max_size=4),
    st.sampled_from(FORMULAS),
)
CELLS = HIDDEN_FORMULAS | st.text(max_size=12) | st.sampled_from(["қала", "a;b", 'a"b', "\t", "\n"])


def is_formula(cell: str) -> bool:
    """Return whether some program might read the text as a formula."""
    visible = [
        c for c in cell
        if unicodedata.category(c)[0] not in "CZ"
        and unicodedata.category(c) not in {"Mn", "Me"}
        and c not in "\u115f\u1160\u2800\u3164\uffa0"
    ]  # fmt: skip
    first = unicodedata.normalize("NFKC", visible[0]) if visible else ""
    return first.startswith(tuple("=+-@−"))


def read_csv(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
@settings(max_examples=60, deadline=None)
def test_csv_cells_are_never_formulas(rows):
    cells = read_csv(spreadsheets.render_csv(["Атауы", "Саны"], rows))
    assert cells[0] == ["Атауы", "Саны"]
    assert not [cell for row in cells for cell in row if is_formula(cell)]


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_xlsx_cells_are_never_formulas(rows):
    content = spreadsheets.render_xlsx("Кесте", [rows[0][0], "Саны"], rows)
    for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows():
        for cell in row:
            assert cell.data_type != "f"


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("before", INVISIBLE)
def test_formula_after_invisible_characters_is_escaped(before, formula):
    escaped = spreadsheets.escape_formula(before + formula)
    assert escaped.startswith("'")
    assert escaped.endswith(formula)


def test_only_text_is_changed():
    day = timezone.localdate()
    for value in (-5, -0.5, True, day):
        assert spreadsheets.escape_formula(value) is value
    assert spreadsheets.escape_formula(gettext_lazy("Sent")) == "Жіберілді"
    assert spreadsheets.escape_formula(["=1+1"]) == "['=1+1']"
    assert spreadsheets.escape_formula("су 1+1") == "су 1+1"


@pytest.mark.django_db
def test_formulas_are_escaped_in_the_exports_of_wagtail_itself(admin_client):
    Office.objects.create(
        slug="a", code="AAA", title_kk="\u200b=HYPERLINK(1)", title_ru="-1", title_en="x",
        phone="+77172000000",
    )  # fmt: skip
    address = reverse("wagtailsnippets_services_office:list") + "?export=csv"
    text = b"".join(admin_client.get(address)).decode()
    assert "'\u200b=HYPERLINK(1)" in text
    assert "'-1" in text
    assert "'+77172000000" in text


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


def test_xlsx_keeps_numbers_and_text_as_it_is_written():
    content = spreadsheets.render_xlsx(
        "2026/ақпан [1]",
        ["Аты", "Саны"],
        [["=1+1", 5], ["қ\x00а", None], ["+77011234567", "- су жоқ"], ["#N/A", "@а"]],
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet.title == "2026ақпан 1"
    assert [[cell.value for cell in row] for row in sheet.iter_rows()][1] == ["=1+1", 5]
    assert [cell.data_type for row in sheet["A2:A5"] for cell in row] == ["s"] * 4
    assert [cell.value for cell in sheet[4]] == ["+77011234567", "- су жоқ"]
    assert [cell.value for cell in sheet[5]] == ["#N/A", "@а"]
    assert sheet["A3"].value == "қа"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold


def test_xlsx_keeps_days_times_and_line_breaks():
    row = [
        date(2026, 2, 3),
        datetime(2026, 2, 3, 10, 30),
        timedelta(hours=2),
        True,
        "бір\r\nекі",
        2.5,
    ]
    content = spreadsheets.render_xlsx("1", ["а"] * 6, [row, row])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    read = [cell.value for cell in sheet[3]]
    assert read == [datetime(2026, 2, 3), *row[1:]]
    assert sheet["A3"].is_date


def test_calendar_keeps_time_zone_and_cancellation():
    starts = datetime(2026, 3, 2, 10, 0, tzinfo=ALMATY)
    event = ical.Event(
        "one@qabyldau", starts, starts + timedelta(hours=1), "Қабылдау: Айгүл",
        place="Кентау, Абай даңғылы, 5", description="3-бөлме", cancelled=True,
        changed_at=starts - timedelta(days=1),
    )  # fmt: skip
    plain = ical.Event("two@qabyldau", starts, starts + timedelta(minutes=15), "Қабылдау")
    read = icalendar.Calendar.from_ical(ical.render_calendar("Кентау", [event, plain]))
    first, second = read.walk("VEVENT")
    assert first.decoded("dtstart").utcoffset() == timedelta(hours=5)
    assert first.decoded("last-modified") == starts - timedelta(days=1)
    assert "last-modified" not in second
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
    reader = PdfReader(
        io.BytesIO(receipts.render_pdf(created.appeal, secret=created.secret, personal=True))
    )
    text = "".join(page.extract_text() for page in reader.pages)
    assert created.appeal.number in text.replace("\n", "")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "kk"
