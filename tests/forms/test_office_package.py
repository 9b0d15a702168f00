"""What stays of a Word or Excel file: allowed parts, relations, addresses and fields only."""

import io
import time
import zipfile

import openpyxl
import pytest

from core.uploads.filetypes import FileRejectedError, detect_kind
from core.uploads.sanitize import sanitize
from tests.forms import sample_files
from tests.forms.sample_files import relations, word_part, word_text

EVIL = "http://canary.example/t.dotm"
LINK_RELATION = sample_files.RELATION + "hyperlink"
TEMPLATE = ("attachedTemplate", EVIL, "External")
SETTINGS = "word/_rels/settings.xml.rels"
WITH_SETTINGS = {
    "word/settings.xml": word_part("settings", '<w:attachedTemplate r:id="r1"/><w:zoom/>'),
    "word/_rels/document.xml.rels": relations(("settings", "settings.xml", "")),
}
# Spellings of one relation to a template on a stranger's server.
TEMPLATES = {
    "plain": relations(TEMPLATE),
    "UTF-16": relations(TEMPLATE).encode("utf-16"),
    "prefixed": relations(TEMPLATE, prefix="p"),
    "link in the target": relations(("attachedTemplate", EVIL + "/relationships/hyperlink", "External")),
    "spelled with references": relations(TEMPLATE).replace('"External"', '"&#69;xternal"'),
    "internal": relations(("attachedTemplate", EVIL, "")),
    "link to a share": relations((LINK_RELATION, "file://canary.example/share", "External")),
    "link without scheme": relations((LINK_RELATION, "\\\\canary.example\\share", "External")),
    "script": relations((LINK_RELATION, "javascript:canary()", "External")),
    "frame": relations(("frame", EVIL, "External")),
    "image": relations(("image", EVIL, "External")),
    "object": relations(("oleObject", EVIL, "External")),
    "unknown type": relations(("http://canary.example/hyperlink", "https://canary.example", "External")),
}  # fmt: skip


def clean(parts: dict[str, str | bytes]) -> dict[str, bytes]:
    """Return the parts of the cleaned Word file made of DOCX and `parts`."""
    data = sample_files.zip_archive({**sample_files.DOCX, **parts})
    assert detect_kind("а.docx", data) == "docx"
    with zipfile.ZipFile(io.BytesIO(sanitize("docx", data))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rejection(parts: dict[str, str | bytes]) -> str:
    with pytest.raises(FileRejectedError) as rejected:
        clean(parts)
    return rejected.value.reason


@pytest.mark.parametrize("spelling", TEMPLATES)
def test_address_outside_document_is_removed_in_any_spelling(spelling):
    parts = clean({**WITH_SETTINGS, SETTINGS: TEMPLATES[spelling]})
    assert b"canary" not in b"".join(parts.values())
    assert b"attachedTemplate" not in parts["word/settings.xml"]
    assert b"w:zoom" in parts["word/settings.xml"]
    assert "Өтініш".encode() in parts["word/document.xml"]


def test_links_to_web_and_mail_stay():
    text = word_text('<w:hyperlink r:id="r1"><w:r><w:t>Заң</w:t></w:r></w:hyperlink>')
    links = relations(
        ("hyperlink", "https://adilet.zan.kz", "External"),
        ("hyperlink", "mailto:info@gov.kz", "External"),
    )
    parts = clean({"word/document.xml": text, "word/_rels/document.xml.rels": links})
    assert b"https://adilet.zan.kz" in parts["word/_rels/document.xml.rels"]
    assert b"mailto:info@gov.kz" in parts["word/_rels/document.xml.rels"]
    assert b'r:id="r1"' in parts["word/document.xml"]


@pytest.mark.parametrize(
    "name",
    [
        "word/media/a.exe",
        "word/embeddings/oleObject1.dat",
        "word/afchunk.mht",
        "word/webextensions/webextension1.xml",
        "customXml/item1.xml",
        "docProps/thumbnail.jpeg",
    ],
)
def test_part_that_is_not_reached_is_not_written(name):
    assert name not in clean({name: b"canary"})


def test_add_ins_and_own_data_are_not_written():
    parts = clean(
        {
            "_rels/.rels": relations(
                ("officeDocument", "word/document.xml", ""),
                (
                    "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes",
                    "word/webextensions/taskpanes.xml",
                    "",
                ),
                ("customXml", "customXml/item1.xml", ""),
            ),
            "word/webextensions/taskpanes.xml": "<canary/>",
            "customXml/item1.xml": "<canary/>",
        }
    )
    assert set(parts) == {"[Content_Types].xml", "_rels/.rels", "word/document.xml"}


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("oleObject", "embedded"),
        ("package", "embedded"),
        ("aFChunk", "embedded"),
        ("subDocument", "embedded"),
        ("control", "macro"),
    ],
)
def test_other_document_or_program_inside_text_is_refused(kind, reason):
    links = relations((kind, "embeddings/a.dat", ""))
    parts = {"word/_rels/document.xml.rels": links, "word/embeddings/a.dat": b"x"}
    assert rejection(parts) == reason


def test_picture_is_judged_by_content():
    text = word_text('<w:r><a:blip r:embed="r1"/><a:blip r:embed="r2"/></w:r>')
    parts = clean(
        {
            "word/document.xml": text,
            "word/_rels/document.xml.rels": relations(
                ("image", "media/a.png", ""), ("image", "media/b.png", "")
            ),
            "word/media/a.png": sample_files.image("PNG"),
            "word/media/b.png": sample_files.HTML,
        }
    )
    assert "word/media/a.png" in parts
    assert "word/media/b.png" not in parts
    assert b'r:embed="r1"' in parts["word/document.xml"]
    assert b'r:embed="r2"' not in parts["word/document.xml"]
    assert b'/word/media/a.png" ContentType="image/png"' in parts["[Content_Types].xml"]


@pytest.mark.parametrize("name", ["../../../../slip.txt", "/etc/passwd", "word\\..\\..\\a.xml", "C:/a", "a//b"])  # fmt: skip
def test_part_with_name_that_climbs_is_refused(name):
    assert rejection({name: b"x"}) == "broken"


def test_parts_that_differ_by_case_only_are_refused():
    assert rejection({"WORD/document.xml": "<a/>"}) == "broken"


def test_main_part_of_another_type_is_refused():
    types = sample_files.DOCX["[Content_Types].xml"].replace("document.main", "template.main")
    assert rejection({"[Content_Types].xml": types.encode("utf-16")}) == "broken"


@pytest.mark.parametrize("name", ["_rels/.rels", SETTINGS, "[Content_Types].xml"])
def test_entities_are_refused_in_any_part(name):
    parts = {**WITH_SETTINGS, name: sample_files.BILLION_LAUGHS.encode("utf-16")}
    assert rejection(parts) == "bomb"


def field(*instruction: str) -> str:
    """Return the runs of a field whose instruction is split, with the result «нәтиже»."""
    runs = "".join(
        part if part.startswith("<") else f"<w:r><w:instrText>{part}</w:instrText></w:r>"
        for part in instruction
    )
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>нәтиже</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    "runs",
    [
        field("DDEAUTO c:\\cmd"),
        field(" dde", "auto c:\\cmd"),
        field("D", "D", "E", " c:\\cmd"),
        field("DD", "<w:r><w:t>EAUTO c:\\cmd</w:t></w:r>"),
        field(field("QUOTE 68 68 69")),
        field("D", field("QUOTE 68 69")),
        '<w:fldSimple w:instr="DDEAUTO c:\\cmd"/>',
        "<w:r><w:instrText>DDEAUTO c:\\cmd</w:instrText></w:r>",
    ],
)
def test_field_that_starts_a_program_is_refused_though_split(runs):
    assert rejection({"word/document.xml": word_text(runs)}) == "macro"


@pytest.mark.parametrize(
    "runs",
    [
        field("INCLUDEPICTURE ", '"http://canary.example/a.png"'),
        field("INCLUDE", 'TEXT "\\\\canary\\a.docx"'),
        field("LINK Excel.Sheet.8 canary.xlsx"),
        field('HYPERLINK "file://canary/share"'),
        field('HYPERLINK \\l "a" "\\\\canary\\share"'),
        field("IMPORT canary"),
        '<w:fldSimple w:instr="INCLUDEPICTURE http://canary.example/a.png"/>нәтиже',
        '<w:r><v:imagedata src="http://canary.example/a.png"/></w:r>нәтиже',
    ],
)
def test_field_that_fetches_is_emptied_and_its_result_stays(runs):
    text = clean({"word/document.xml": word_text(runs)})["word/document.xml"].decode()
    assert "canary" not in text
    assert "нәтиже" in text


@pytest.mark.parametrize(
    "instruction",
    [
        "PAGE",
        ' HYPERLINK "https://adilet.zan.kz" ',
        'HYPERLINK \\l "_Toc1"',
        'TOC \\o "1-3"',
        "= 2 + 2",
        "ADDIN ZOTERO_ITEM x",
    ],
)
def test_ordinary_field_stays(instruction):
    parts = clean({"word/document.xml": word_text(field(instruction))})
    assert instruction in parts["word/document.xml"].decode()


def test_word_dde_in_text_is_not_a_field():
    parts = clean({"word/document.xml": word_text("<w:r><w:t>DDE деген не?</w:t></w:r>")})
    assert "DDE деген не?".encode() in parts["word/document.xml"]


# --- spreadsheets ---


def test_spreadsheet_keeps_cells_formulas_styles_pictures_and_links():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"], sheet["A3"] = "Су", 2, "=A2*2"
    sheet["A4"], sheet["A4"].hyperlink = "заң", "https://adilet.zan.kz/"
    sheet["A5"], sheet["A5"].hyperlink = "сыр", "file://canary/share"
    sheet["A1"].font = openpyxl.styles.Font(bold=True)
    sheet["A1"].comment = openpyxl.comments.Comment("ескертпе", "x")
    picture = io.BytesIO(sample_files.image("PNG"))
    sheet.add_image(openpyxl.drawing.image.Image(picture), "C1")
    out = io.BytesIO()
    book.save(out)
    data = sanitize("xlsx", out.getvalue())
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [sheet[name].value for name in ("A1", "A2", "A3")] == ["Су", 2, "=A2*2"]
    assert sheet["A1"].font.bold
    assert sheet["A1"].comment.text == "ескертпе"
    assert sheet["A4"].hyperlink.target == "https://adilet.zan.kz/"
    assert sheet["A5"].value == "сыр"
    assert sheet["A5"].hyperlink is None
    assert len(sheet._images) == 1


@pytest.mark.parametrize("formula", ["=cmd|'/c calc'!A0", "=1+MSEXCEL|'\\..\\cmd.exe'!x"])
def test_formula_that_starts_a_program_is_refused(formula):
    book = openpyxl.Workbook()
    book.active["A1"] = formula
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(FileRejectedError) as rejected:
        sanitize("xlsx", out.getvalue())
    assert rejected.value.reason == "macro"


def test_long_spreadsheet_is_cleaned_quickly():
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in range(4_000):
        sheet.append([row * number for number in range(20)])
    out = io.BytesIO()
    book.save(out)
    began = time.process_time()
    sanitize("xlsx", out.getvalue())
    assert time.process_time() - began < 5
