"""What a file really is: by its content and by its name, and both must agree. Pure, no Django.

    kind_of("photo.JPG", data) -> "jpg"       Wrong("type") when it is not what it says

The reasons are words of ours (see files.REASONS for the sentences): type, mismatch, encrypted,
macro, bomb, broken.
"""

import io
import re
import unicodedata
import zipfile
import zlib

# extension → kind; the kind names how the file is cleaned.
EXTENSIONS = {
    "jpg": "jpg",
    "jpeg": "jpg",
    "png": "png",
    "webp": "webp",
    "heic": "heic",
    "heif": "heic",
    "pdf": "pdf",
    "docx": "docx",
    "xlsx": "xlsx",
    "txt": "txt",
}
MIMES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain",
}
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and new ones under a password
# Marks by which a browser may take a text for a page, whatever its name says.
MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.IGNORECASE)
LONGEST_NAME = 150
MOST_ENTRIES = 2_000
MOST_UNPACKED = 60 * 1024 * 1024
MOST_RATIO = 200
OFFICE_HEART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
# Parts of an Office file that run, or carry something that does.
ACTIVE_PART = re.compile(
    r"(vbaproject|vbadata|activex|/embeddings/.*\.(bin|exe|js|vbs|docm|xlsm|pptm)$|customui|/macrosheets/)",
    re.IGNORECASE,
)
DDE = re.compile(rb"<ddeLink|\bDDE(AUTO)?\s", re.IGNORECASE)


class Wrong(Exception):
    """The file is refused; `reason` is one of the words above."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def clean_name(name: str) -> str:
    """What the citizen called the file, safe to show: no path, no control or direction marks."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = (
        letter for letter in name if unicodedata.category(letter)[0] not in "CZ" or letter == " "
    )
    name = " ".join("".join(kept).split()).rstrip(". ")
    stem, dot, ending = name.rpartition(".")
    stem = stem.lstrip(". ")
    if not dot:
        return name[:LONGEST_NAME] or "file"
    return f"{stem[: LONGEST_NAME - len(ending) - 1] or 'file'}.{ending}"


def extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def kind_of(name: str, data: bytes) -> str:
    """The kind of the file; Wrong: not on the list, or the content is not what the name says."""
    kind = EXTENSIONS.get(extension(name))
    if kind is None:
        raise Wrong("type")
    found = sniff(data)
    if found == "cfb":
        raise Wrong("encrypted" if _is_encrypted_office(data) else "mismatch")
    if found == "zip":
        found = _office_kind(data)
    if found is None and kind == "txt" and is_text(data):
        found = "txt"
    if found != kind:
        raise Wrong("mismatch")
    return kind


def sniff(data: bytes) -> str | None:
    """The kind by the first bytes: a kind of ours, "zip", "cfb" or None."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        return "heic"
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "zip"
    return "cfb" if data.startswith(CFB) else None


def is_text(data: bytes) -> bool:
    """Whether it is a text of words: decodes, has no control bytes and no mark-up of a page."""
    if MARKUP.search(data[:4096]):
        return False
    try:
        text = decoded(data)
    except UnicodeError:
        return False
    controls = sum(letter < " " and letter not in "\t\r\n\f" for letter in text)
    return controls == 0


def decoded(data: bytes) -> str:
    """The text in whatever of the three usual encodings it came. UnicodeError: in none of them."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\0" in data:
            raise
        return data.decode("cp1251")


def _is_encrypted_office(data: bytes) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in data


def _office_kind(data: bytes) -> str | None:
    """docx or xlsx by the parts inside; Wrong for bombs and for files that carry programs."""
    with open_zip(data) as archive:
        names = [entry.filename for entry in archive.infolist()]
        if any(ACTIVE_PART.search(name) for name in names):
            raise Wrong("macro")
        types = read_part(archive, "[Content_Types].xml") if "[Content_Types].xml" in names else b""
        if b"macroEnabled" in types or b"vnd.ms-office.vbaProject" in types:
            raise Wrong("macro")
        return next((kind for kind, heart in OFFICE_HEART.items() if heart in names), None)


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive, once its directory looks honest. Wrong: bomb, encrypted, broken."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Wrong("broken") from error
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Wrong("bomb")
    if any(_swells(entry) for entry in entries):
        raise Wrong("bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Wrong("encrypted")
    if len({entry.filename for entry in entries}) != len(entries):
        raise Wrong("broken")  # two parts of one name: readers disagree which counts
    return archive


def _swells(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > max(1_000_000, MOST_RATIO * entry.compress_size)


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part of the archive, never more than it declared. Wrong: it is longer or damaged."""
    declared = archive.getinfo(name).file_size
    try:
        with archive.open(name) as part:
            data = part.read(declared + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Wrong("broken") from error
    if len(data) > declared:
        raise Wrong("bomb")
    return data
