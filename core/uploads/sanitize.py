"""Rewrite one file without its active content and metadata, as a program of its own.

    python -c "from core.uploads.sanitize import main; main()" KIND < original > rewritten

It runs in a child process with limits on memory, time and file size (forms/uploads/attach.py),
because hostile files attack the libraries that open pictures and PDFs. It does not import Django.
Exit status: 0 done; 3 rejected, with the reason as one word on standard error.
Pictures are redrawn upright without metadata (above all the place where they were taken); PDFs
lose scripts, actions, attachments and author; Office files lose author and external templates;
texts become UTF-8.
"""

import io
import re
import sys
import zipfile

import pikepdf

from core.uploads import filetypes, pdf_content
from core.uploads.filetypes import FileRejectedError
from core.uploads.pictures import rewrite_image

MAX_MEMORY = 768 * 1024 * 1024
MAX_CPU_SECONDS = 10
MAX_OUTPUT_SIZE = 40 * 1024 * 1024
MAX_PDF_OBJECTS = 200_000


def apply_resource_limits() -> None:
    """Limit this process before it reads the file; Windows has no such limits."""
    try:
        import resource
    except ImportError:
        return
    for limit, value in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, MAX_OUTPUT_SIZE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def rewrite_pdf(data: bytes) -> bytes:
    """Write the PDF anew without active content; links to addresses stay."""
    try:
        document = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as error:
        raise FileRejectedError("encrypted") from error
    except pikepdf.PdfError as error:
        raise FileRejectedError("broken") from error
    with document:
        if len(document.objects) > MAX_PDF_OBJECTS:
            raise FileRejectedError("bomb")
        pdf_content.clean_document(document)
        if len(document.pages) == 0:
            raise FileRejectedError("broken")
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, encryption=False)
    return out.getvalue()


HYPERLINK = b"/relationships/hyperlink"
RELATIONSHIP = re.compile(rb"<Relationship\b[^>]*?(?:/>|>\s*</Relationship>)", re.DOTALL)
PROPERTIES = {"docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"}
CORE_XML = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
APP_XML = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
CUSTOM_XML = APP_XML.replace(b"extended-properties", b"custom-properties")
EMPTY_PROPERTIES = {
    "docProps/core.xml": CORE_XML,
    "docProps/app.xml": APP_XML,
    "docProps/custom.xml": CUSTOM_XML,
}


def rewrite_office(data: bytes) -> bytes:
    """Pack the document anew without author, external templates and XML entities."""
    out = io.BytesIO()
    with filetypes.open_zip(data) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.is_dir():
                continue
            part = filetypes.read_part(old, entry.filename)
            new.writestr(entry.filename, rewrite_office_part(entry.filename, part))
    return out.getvalue()


def rewrite_office_part(name: str, part: bytes) -> bytes:
    """Return one part of an Office file without what is removed; reject entities and DDE."""
    if name in PROPERTIES:
        return EMPTY_PROPERTIES[name]
    if not name.endswith((".xml", ".rels", ".vml")):
        return part
    flat = part.replace(b"\0", b"")  # in UTF-16 an entity would not match
    if re.search(rb"<!(DOCTYPE|ENTITY)", flat, re.IGNORECASE):
        raise FileRejectedError("bomb")
    if filetypes.DDE.search(flat):
        raise FileRejectedError("macro")
    if name.endswith(".rels"):
        return RELATIONSHIP.sub(drop_external_relationship, part)
    return part


def drop_external_relationship(match: re.Match) -> bytes:
    """Replace an external relationship by nothing, unless it is a hyperlink."""
    relationship = match.group(0)
    external = re.search(rb"TargetMode\s*=\s*[\"']External", relationship)
    return b"" if external and HYPERLINK not in relationship else relationship


def rewrite_text(data: bytes) -> bytes:
    """Return the text in UTF-8 with Unix line ends."""
    text = filetypes.decode_text(data).replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8")


REWRITERS = {
    "pdf": rewrite_pdf,
    "docx": rewrite_office,
    "xlsx": rewrite_office,
    "txt": rewrite_text,
}


def sanitize(kind: str, data: bytes) -> bytes:
    """Return the rewritten file; raise FileRejectedError with a reason."""
    if kind in {"jpg", "png", "webp", "heic"}:
        try:
            return rewrite_image(data, kind)
        except FileRejectedError:
            raise
        except Exception as error:
            too_large = type(error).__name__ == "DecompressionBombError"
            raise FileRejectedError("bomb" if too_large else "broken") from error
    return REWRITERS[kind](data)


def main() -> int:
    """Rewrite standard input to standard output; return the exit status."""
    apply_resource_limits()
    try:
        sys.stdout.buffer.write(sanitize(sys.argv[1], sys.stdin.buffer.read()))
    except FileRejectedError as error:
        sys.stderr.write(error.reason)
        return 3
    except MemoryError:
        sys.stderr.write("bomb")
        return 3
    except Exception:
        sys.stderr.write("broken")
        return 3
    return 0
