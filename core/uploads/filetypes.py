"""Detection of a file's kind by its name and its content. Pure: no Django.

    detect_kind("photo.JPG", data) -> "jpg"

They must agree, but a picture may bear the name of another kind of picture: it is redrawn anyway.
FileRejectedError has one of the reasons type, mismatch, encrypted, macro, embedded, bomb, broken,
form, portfolio, signed, encoding; their messages are in forms/uploads/attach.py.
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
    "jpe": "jpg",
    "jfif": "jpg",  # how Chrome on Windows saves a picture of a page
    "jif": "jpg",
    "png": "png",
    "webp": "webp",
    "heic": "heic",
    "heif": "heic",
    "pdf": "pdf",
    "docx": "docx",
    "xlsx": "xlsx",
    "txt": "txt",
}
MIME_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain",
}
PICTURES = frozenset({"jpg", "png", "webp", "heic"})
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
CFB_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old or encrypted Office files
# A beginning by which a browser may render a text as a page (WHATWG MIME Sniffing, 7.1). A text
# that only mentions a tag is a text; it is served as a download in any case.
MARKUP = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<\s*(!doctype|html|head|body|script|svg|iframe|\?xml|\?php|!--)",
    re.IGNORECASE | re.DOTALL,
)
MAX_NAME_LENGTH = 150
MAX_ENTRIES = 2_000
MAX_UNPACKED_SIZE = 60 * 1024 * 1024
MAX_COMPRESSION_RATIO = 200
# The usual name of the main part, and its type, which tells when the name is another (Word Online:
# word/document2.xml). office_package judges.
OFFICE_MAIN_PART = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
# Parts of an Office file that run, or carry something that does.
ACTIVE_PART = re.compile(
    r"(vbaproject|vbadata|activex|/embeddings/.*\.(exe|js|vbs|docm|xlsm|pptm)$|customui|/macrosheets/)",
    re.IGNORECASE,
)
EMBEDDED_OBJECT = re.compile(r"/embeddings/.*\.bin$", re.IGNORECASE)  # an equation, an old chart


class FileRejectedError(Exception):
    """The file is not accepted; `reason` is one of the codes above."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def sanitize_filename(name: str) -> str:
    """Return the uploaded name without path, control characters and direction marks."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    printable = (
        letter for letter in name if unicodedata.category(letter)[0] not in "CZ" or letter == " "
    )
    name = " ".join("".join(printable).split()).rstrip(". ")
    stem, dot, ending = name.rpartition(".")
    stem = stem.lstrip(". ")
    if not dot:
        return name[:MAX_NAME_LENGTH] or "file"
    return f"{stem[: MAX_NAME_LENGTH - len(ending) - 1] or 'file'}.{ending}"


def get_extension(name: str) -> str:
    """Return the extension in lower case, without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def detect_kind(name: str, data: bytes) -> str:
    """Return the kind of the file.

    Raise FileRejectedError when it is not accepted, or the content does not match the name.
    """
    kind = EXTENSIONS.get(get_extension(name))
    if kind is None:
        raise FileRejectedError("type")
    content_kind = sniff_kind(data)
    if content_kind == "cfb":
        raise FileRejectedError("encrypted" if _is_encrypted_office(data) else "mismatch")
    if content_kind == "zip":
        content_kind = _detect_office_kind(data)
    if content_kind is None and kind == "txt" and is_text(data):
        content_kind = "txt"
    if content_kind == kind or {content_kind, kind} <= PICTURES:
        return content_kind or kind
    raise FileRejectedError("mismatch")


def sniff_kind(data: bytes) -> str | None:
    """Return the kind by the first bytes: a kind of EXTENSIONS, "zip", "cfb" or None."""
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
    return "cfb" if data.startswith(CFB_SIGNATURE) else None


def is_text(data: bytes) -> bool:
    """Return whether `data` is plain text: decodes, without control characters, no web page."""
    try:
        text = decode_text(data)
    except UnicodeError:
        return False
    if MARKUP.match(text):
        return False
    controls = sum(letter < " " and letter not in "\t\r\n\f" for letter in text)
    return controls == 0


def decode_text(data: bytes) -> str:
    """Decode UTF-16 with a mark, UTF-8 or Windows-1251; raise UnicodeError for anything else."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\0" in data:
            raise
        return data.decode("cp1251")


def is_utf8(data: bytes) -> bool:
    """Return whether the bytes are valid UTF-8."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def _is_encrypted_office(data: bytes) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in data


def rename(name: str, kind: str) -> str:
    """Return the file's name with the extension of its kind, where it has that of another."""
    if EXTENSIONS.get(get_extension(name)) == kind:
        return name
    return f"{name.rpartition('.')[0]}.{kind}"


def _detect_office_kind(data: bytes) -> str | None:
    """Return docx or xlsx by the parts inside; reject macros, programs and embedded objects."""
    with open_zip(data) as archive:
        names = [entry.filename.replace("\\", "/") for entry in archive.infolist()]
        if any(ACTIVE_PART.search(name) for name in names):
            raise FileRejectedError("macro")
        if any(EMBEDDED_OBJECT.search(name) for name in names):
            raise FileRejectedError("embedded")
        types = read_part(archive, "[Content_Types].xml") if "[Content_Types].xml" in names else b""
        if b"macroEnabled" in types or b"vnd.ms-office.vbaProject" in types:
            raise FileRejectedError("macro")
        types = types.replace(b"\0", b"")  # UTF-16
        kinds = OFFICE_MAIN_PART.items()
        return next((kind for kind, (part, main) in kinds if part in names or main in types), None)


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Open the archive; raise FileRejectedError for a compression bomb, encryption or damage."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileRejectedError("broken") from error
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_SIZE:
        raise FileRejectedError("bomb")
    if any(_is_compression_bomb(entry) for entry in entries):
        raise FileRejectedError("bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRejectedError("encrypted")
    if len({entry.filename for entry in entries}) != len(entries):
        raise FileRejectedError(
            "broken"
        )  # two parts of one name: programs disagree which one counts
    return archive


def _is_compression_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > max(1_000_000, MAX_COMPRESSION_RATIO * entry.compress_size)


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Read one part of the archive; raise FileRejectedError when it is too long or damaged."""
    declared = archive.getinfo(name).file_size
    try:
        with archive.open(name) as part:
            data = part.read(declared + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FileRejectedError("broken") from error
    if len(data) > declared:
        raise FileRejectedError("bomb")
    return data
