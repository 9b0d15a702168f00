"""Attachments: what is accepted, what is refused and why, and what is removed from a file."""

import io
import time
import zipfile

import openpyxl
import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from appeals.models import Appeal
from core.uploads import filetypes
from forms import drafts
from forms.models import Draft, DraftFile
from forms.uploads import attach
from tests.forms import sample_files


@pytest.fixture
def draft(db) -> Draft:
    return drafts.create_draft("appeal", owner="x", language="kk", at=timezone.now())


def attach_file(draft: Draft, name: str, data: bytes) -> DraftFile:
    return attach.attach_to_draft(draft, SimpleUploadedFile(name, data), at=timezone.now())


def stored_bytes(row: DraftFile) -> bytes:
    with row.file.open("rb") as file:
        return file.read()


ACCEPTED = {
    "фото.jpg": sample_files.image(),
    "Фото.JPEG": sample_files.image(),
    "сурет.png": sample_files.image("PNG"),
    "сурет.webp": sample_files.image("WEBP"),
    "телефон.heic": sample_files.image("HEIF"),
    "анықтама.pdf": sample_files.pdf(),
    "сілтемесі бар.pdf": sample_files.pdf(sample_files.with_link),
    "өтініш.docx": sample_files.docx(),
    "кесте.xlsx": sample_files.xlsx(),
    "хат.txt": "Сәлеметсіз бе!\r\nСу жоқ.".encode(),
    "ескі.txt": "Здравствуйте".encode("cp1251"),
    "бас.txt": "ЗАЯВЛЕНИЕ. ПРОШУ ПРИНЯТЬ МЕРЫ".encode("cp1251"),
    "юникод.txt": "Сәлем".encode("utf-16"),
    "белгі.txt": "Сайттағы <html> белгісі көрініп тұр: <script>".encode(),
    "аяғы жоқ.jpg": sample_files.photo()[:-2],
    "word online.docx": sample_files.docx_of_word_online(),
    "кері қиғаш.xlsx": sample_files.with_backslashes(sample_files.xlsx()),
}
REFUSED = {
    "бос.pdf": (b"", "empty"),
    "үлкен.txt": (b"a" * (settings.ATTACHMENT_MAX_BYTES + 1), "big"),
    "анықтама.pdf.exe": (sample_files.pdf(), "type"),
    "бағдарлама.exe": (b"MZ\x90\0", "type"),
    "бет.html": (sample_files.HTML, "type"),
    "бет.hta": (sample_files.HTML, "type"),
    "сурет.svg": (sample_files.SVG, "type"),
    "макрос.docm": (sample_files.docx(), "type"),
    "кесте.xlsm": (sample_files.xlsx(), "type"),
    "мұрағат.zip": (sample_files.zip_archive({"a": "b"}), "type"),
    "сурет.gif": (b"GIF89a", "type"),
    "атаусыз": (sample_files.image(), "type"),
    "gif.jpg": (b"GIF89a" + sample_files.HTML, "mismatch"),
    "svg.png": (sample_files.SVG, "mismatch"),
    "бет.txt": (sample_files.HTML, "mismatch"),
    "svg.txt": (sample_files.SVG, "mismatch"),
    "түсініктеме.txt": (b"\xef\xbb\xbf \n<!-- a --> " + sample_files.HTML, "mismatch"),
    "бет16.txt": (sample_files.HTML.decode().encode("utf-16"), "mismatch"),
    "кои8.txt": ("Сегодня в доме нет воды".encode("koi8-r"), "encoding"),
    "кіші кои8.txt": ("сегодня в доме нет воды".encode("koi8-r"), "encoding"),
    "дос.txt": ("Сегодня в доме нет воды".encode("cp866"), "encoding"),
    "исо.txt": ("Сегодня в доме нет воды".encode("iso8859-5"), "encoding"),
    "қазақ.txt": ("Үйде су жоқ".encode("kz1048"), "encoding"),
    "латын.txt": ("café à côté".encode("latin-1"), "encoding"),
    "портфолио.pdf": (sample_files.pdf(sample_files.with_collection), "portfolio"),
    "пішін.pdf": (sample_files.pdf(sample_files.with_xfa), "form"),
    "қол.pdf": (sample_files.pdf(sample_files.with_signature), "signed"),
    "қол.docx": (sample_files.docx(**{"_rels/.rels": sample_files.SIGNED}), "signed"),
    "екілік.txt": (bytes(range(256)), "mismatch"),
    "exe.pdf": (b"MZ\x90\0" + b"\0" * 200, "mismatch"),
    "қоқыс.pdf": (b"\0\0junk" + sample_files.pdf(), "mismatch"),
    "сурет.pdf": (sample_files.image(), "mismatch"),
    "pdf.jpg": (sample_files.pdf(), "mismatch"),
    "xlsx.docx": (sample_files.xlsx(), "mismatch"),
    "zip.docx": (sample_files.zip_archive({"a.txt": "b"}), "mismatch"),
    "ескі.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "mismatch"),
    "құлып.docx": (sample_files.encrypted_office(), "encrypted"),
    "құлып.pdf": (sample_files.encrypted_pdf(), "encrypted"),
    "vba.docx": (sample_files.docx(word__vbaProject=b"x", **{"word__vbaProject.bin": b"x"}), "macro"),
    "activex.docx": (sample_files.docx(**{"word__activeX__a.bin": b"x"}), "macro"),
    "ole.docx": (sample_files.docx(**{"word__embeddings__oleObject1.bin": b"x"}), "embedded"),
    "exe.docx": (sample_files.docx(**{"word__embeddings__a.exe": b"x"}), "macro"),
    "macro-type.docx": (
        sample_files.docx(**{"[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml"}),
        "macro",
    ),
    "dde.docx": (sample_files.docx(**{"word__document.xml": sample_files.word_text("<w:instrText>DDEAUTO c:\\\\cmd</w:instrText>")}), "macro"),
    "миллион.docx": (sample_files.docx(**{"word__document.xml": sample_files.BILLION_LAUGHS}), "bomb"),
    "миллион16.docx": (sample_files.docx(**{"word__document.xml": sample_files.BILLION_LAUGHS.encode("utf-16")}), "bomb"),
    "бомба.docx": (sample_files.zip_bomb(), "bomb"),
    "мыңбөлік.docx": (sample_files.zip_of_many_parts(), "bomb"),
    "өтірік.docx": (sample_files.zip_with_false_size(), "broken"),
    "бомба.png": (sample_files.png_bomb(), "bomb"),
    "жартысы.jpg": (sample_files.image(size=(800, 600))[:400], "broken"),
    "үштен екісі.jpg": (sample_files.photo()[:-1500], "broken"),
    "жартысы.pdf": (b"%PDF-1.7\n" + b"x" * 100, "broken"),
    "жартысы.docx": (sample_files.docx()[:200], "broken"),
}  # fmt: skip


@pytest.mark.parametrize("name", ACCEPTED)
def test_supported_file_is_accepted(draft, name):
    row = attach_file(draft, name, ACCEPTED[name])
    assert row.scan == "no_scanner"
    assert row.mime in filetypes.MIME_TYPES.values()
    assert stored_bytes(row)


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("экран.jpg", "PNG", "экран.png"),
        ("экран.JPG", "HEIF", "экран.JPG"),
        ("фото.heic", "JPEG", "фото.jpg"),
        ("фото.jpg", "WEBP", "фото.webp"),
        ("фото.png", "JPEG", "фото.jpg"),
        ("фото.jfif", "JPEG", "фото.jfif"),
        ("фото.jpe", "JPEG", "фото.jpe"),
    ],
)
def test_picture_under_the_name_of_another_is_named_by_content(draft, name, kind, shown):
    row = attach_file(draft, name, sample_files.image(kind))
    assert row.name == shown
    with Image.open(io.BytesIO(stored_bytes(row))) as picture:
        assert filetypes.MIME_TYPES[filetypes.sniff_kind(stored_bytes(row))] == row.mime
        assert picture.size == (64, 48)


@pytest.mark.parametrize("name", REFUSED)
def test_unacceptable_file_is_refused_with_reason(draft, name):
    data, reason = REFUSED[name]
    began = time.monotonic()
    with pytest.raises(attach.FileRefusedError) as refused:
        attach_file(draft, name, data)
    assert refused.value.reason == reason
    assert name in refused.value.message
    assert not DraftFile.objects.exists()
    assert time.monotonic() - began < attach.SANITIZER_TIMEOUT


# --- what is removed from a file ---


@pytest.mark.parametrize(
    ("name", "kind"), [("а.jpg", "JPEG"), ("а.webp", "WEBP"), ("а.png", "PNG"), ("а.heic", "HEIF")]
)
def test_image_metadata_is_removed(draft, name, kind):
    row = attach_file(draft, name, sample_files.image(kind))
    data = stored_bytes(row)
    image = Image.open(io.BytesIO(data))
    assert not dict(image.getexif())
    assert b"Qazaqphone" not in data
    assert b"Exif" not in data


def test_heic_is_converted_to_jpeg(draft):
    row = attach_file(draft, "IMG_1.heic", sample_files.image("HEIF"))
    assert (row.name, row.mime) == ("IMG_1.jpg", "image/jpeg")


def test_exif_orientation_is_applied(draft):
    row = attach_file(draft, "а.jpg", sample_files.image(size=(80, 40), turn=6))
    assert Image.open(io.BytesIO(stored_bytes(row))).size == (40, 80)


def test_grey_scan_of_16_bits_keeps_its_shades(draft):
    scan = Image.new("I;16", (4, 4), 128 * 256)
    scan.putpixel((0, 0), 65_535)
    out = io.BytesIO()
    scan.save(out, "PNG")
    image = Image.open(io.BytesIO(stored_bytes(attach_file(draft, "а.png", out.getvalue()))))
    assert image.getpixel((0, 0)) == (255, 255, 255)
    assert image.getpixel((2, 2)) == (128, 128, 128)


def test_data_appended_to_image_is_removed(draft):
    data = stored_bytes(
        attach_file(
            draft, "а.jpg", sample_files.image() + sample_files.zip_archive({"evil.exe": "MZ"})
        )
    )
    assert b"PK\x03\x04" not in data
    assert not zipfile.is_zipfile(io.BytesIO(data))


@pytest.mark.parametrize(
    "change", [sample_files.with_script, sample_files.with_attachment, sample_files.with_launch]
)
def test_pdf_active_content_is_removed(draft, change):
    with pikepdf.open(
        io.BytesIO(stored_bytes(attach_file(draft, "а.pdf", sample_files.pdf(change))))
    ) as clean:
        said = " ".join(repr(each) for each in clean.objects)
        for word in ("JavaScript", "/JS", "OpenAction", "/AA", "EmbeddedFile", "Launch", "cmd.exe"):
            assert word not in said
        assert not clean.attachments
        assert len(clean.pages) == 1


def test_pdf_author_is_removed_and_links_stay(draft):
    data = stored_bytes(attach_file(draft, "а.pdf", sample_files.pdf(sample_files.with_link)))
    with pikepdf.open(io.BytesIO(data)) as clean:
        assert "/Author" not in clean.docinfo
        assert str(clean.pages[0].Annots[0].A.URI) == "https://adilet.zan.kz"
    assert b"Sergei" not in data


def test_office_author_and_external_template_are_removed(draft):
    document = sample_files.docx(
        **{"word___rels__document.xml.rels": sample_files.EXTERNAL_TEMPLATE}
    )
    data = stored_bytes(attach_file(draft, "а.docx", document))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "Өтініш" in archive.read("word/document.xml").decode()
        assert not any(b"Sergei" in archive.read(name) for name in archive.namelist())
        relations = archive.read("word/_rels/document.xml.rels")
    assert b"evil.example" not in relations
    assert b"adilet.zan.kz" in relations
    book = openpyxl.load_workbook(
        io.BytesIO(stored_bytes(attach_file(draft, "б.xlsx", sample_files.xlsx())))
    )
    assert book.active["A1"].value == "Су есептегіш"
    assert book.properties.creator != "Sergei Ivanov"


def test_text_file_is_converted_to_utf8(draft):
    assert (
        stored_bytes(attach_file(draft, "а.txt", "Здравствуйте\r\n".encode("cp1251")))
        == "Здравствуйте\n".encode()
    )


# --- names ---


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\хат.txt", "хат.txt"),
        ("х\r\nат.txt", "хат.txt"),
        ("cod\u202etxt.txt", "codtxt.txt"),
        ("х\u200bат.txt", "хат.txt"),
        ("CON.txt", "CON.txt"),
        ("ә" * 300 + ".txt", "ә" * 146 + ".txt"),
        ("и\u0306од.txt", "йод.txt"),
        (".txt", "file.txt"),
    ],
)
def test_file_name_is_sanitized_and_not_used_on_disk(draft, name, shown):
    upload = SimpleUploadedFile("a.txt", "сәлем".encode())
    upload._name = name  # past the client's own tidying, as a hostile one sends it
    row = attach.attach_to_draft(draft, upload, at=timezone.now())
    assert row.name == shown
    assert row.file.name.startswith("drafts/")
    assert len(row.file.name) == len("drafts/") + 32


# --- limits ---


def test_duplicate_file_is_refused(draft):
    attach_file(draft, "а.txt", "сәлем".encode())
    with pytest.raises(attach.FileRefusedError) as refused:
        attach_file(draft, "б.txt", "сәлем".encode())
    assert refused.value.reason == "twice"


def test_file_count_and_total_size_are_limited(draft, settings):
    settings.ATTACHMENT_MAX_COUNT = 3
    settings.ATTACHMENT_MAX_TOTAL_BYTES = 20
    attach_file(draft, "а.txt", b"0123456789")
    with pytest.raises(attach.FileRefusedError) as refused:
        attach_file(draft, "б.txt", b"01234567890")
    assert refused.value.reason == "total"
    attach_file(draft, "в.txt", b"1")
    attach_file(draft, "г.txt", b"2")
    with pytest.raises(attach.FileRefusedError) as refused:
        attach_file(draft, "д.txt", b"3")
    assert refused.value.reason == "count"


# --- on the page ---


def test_files_are_added_and_removed_without_javascript(appeal_form):
    citizen = appeal_form().fill_to("files")
    citizen.press("upload", {"documents": [SimpleUploadedFile("хат.txt", "сәлем".encode())]})
    assert "хат.txt" in citizen.page.main
    row = DraftFile.objects.get()
    citizen.press(f"drop-file-{row.pk}")
    assert "хат.txt" not in citizen.page.main
    assert not DraftFile.objects.exists()


def test_refused_file_does_not_affect_accepted_one(appeal_form):
    citizen = appeal_form("ru").fill_to("files")
    bad = SimpleUploadedFile("пусто.txt", b"")
    citizen.press("upload", {"documents": [SimpleUploadedFile("письмо.txt", b"ok ok"), bad]})
    assert any("пусто.txt" in error for error in citizen.page.errors)
    assert citizen.page.soup.select(".files li")
    citizen.press("next")
    assert citizen.step == "consents"


def test_continue_button_uploads_chosen_files(appeal_form):
    citizen = appeal_form().fill_to("files")
    citizen.press("next", {"documents": [SimpleUploadedFile("хат.txt", "сәлем".encode())]})
    assert citizen.step == "consents"
    citizen.fill_to("check").press("next")
    attachment = Appeal.objects.get().attachments.get()
    assert attachment.name == "хат.txt"
    with attachment.file.open("rb") as file:
        assert file.read().decode() == "сәлем"


def test_draft_files_are_deleted_after_submission(appeal_form, django_capture_on_commit_callbacks):
    citizen = appeal_form().fill_to("files")
    citizen.press("next", {"documents": [SimpleUploadedFile("хат.txt", "сәлем".encode())]})
    row = DraftFile.objects.get()
    citizen.fill_to("check")
    with django_capture_on_commit_callbacks(execute=True):
        citizen.press("next")
    assert not DraftFile.objects.exists()
    assert not row.file.storage.exists(row.file.name)


def test_oversized_file_is_discarded_during_upload(appeal_form, settings):
    settings.ATTACHMENT_MAX_BYTES = 100_000
    citizen = appeal_form().fill_to("files")
    long = SimpleUploadedFile("ұзақ.txt", b"a" * 300_000)
    citizen.press("upload", {"documents": [long]})
    assert any("ұзақ.txt" in error for error in citizen.page.errors)
    assert not DraftFile.objects.exists()


def test_oversized_request_is_refused_unread(appeal_form, settings):
    settings.UPLOAD_MAX_BODY_BYTES = 10_000
    citizen = appeal_form().fill_to("files")
    long = SimpleUploadedFile("ұзақ.txt", b"a" * 50_000)
    page = citizen.press("upload", {"documents": [long]}, status=413)
    back = page.follow(citizen.step_url("files"))
    assert back.path == citizen.step_url("files")


def test_file_of_another_draft_cannot_be_removed(appeal_form):
    mine = appeal_form().fill_to("files")
    mine.press("upload", {"documents": [SimpleUploadedFile("хат.txt", "сәлем".encode())]})
    row = DraftFile.objects.get()
    other = appeal_form().fill_to("files")
    other.visit.post(other.step_url("files"), {"go": f"drop-file-{row.pk}"})
    assert DraftFile.objects.filter(pk=row.pk).exists()
