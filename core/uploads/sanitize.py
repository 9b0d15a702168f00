"""Rewrite one file without its active content and metadata, as a program of its own.

    python -c "…; main()" KIND [drop-signature] < original > rewritten

It runs in a child process with limits on memory, time and file size (forms/uploads/attach.py),
because hostile files attack the libraries that open pictures and PDFs. It does not import Django.
Exit status: 0 done; 3 rejected, with the reason as one word on standard error.
Pictures are redrawn upright without metadata (above all the place where they were taken); PDFs
lose scripts, actions, attachments and author (pdf_content); Office files keep allowed parts only
(office_package); texts become UTF-8.
"""

import io
import sys
from collections.abc import Callable
from functools import partial

import pikepdf

from core.uploads import encodings, filetypes, office_package, pdf_content
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


def rewrite_pdf(data: bytes, drop_signature: bool = False) -> bytes:
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
        pdf_content.check_losses(document, drop_signature=drop_signature)
        if drop_signature:
            pdf_content.drop_signatures(document)
        pdf_content.clean_document(document)
        if len(document.pages) == 0:
            raise FileRejectedError("broken")
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, encryption=False)
    return out.getvalue()


def rewrite_text(data: bytes) -> bytes:
    """Return the text in UTF-8 with Unix line ends."""
    text = filetypes.decode_text(data).replace("\r\n", "\n").replace("\r", "\n")
    is_unicode = data.startswith((b"\xff\xfe", b"\xfe\xff")) or filetypes.is_utf8(data)
    if not is_unicode and not encodings.looks_like_russian(text):
        raise FileRejectedError("encoding")
    return text.encode("utf-8")


REWRITERS: dict[str, Callable[[bytes, bool], bytes]] = {
    "pdf": rewrite_pdf,
    "docx": partial(office_package.clean_package, "docx"),
    "xlsx": partial(office_package.clean_package, "xlsx"),
}


def sanitize(kind: str, data: bytes, *, drop_signature: bool = False) -> bytes:
    """Return the rewritten file; raise FileRejectedError with a reason.

    `drop_signature`: write a signed document without its signature instead of refusing it.
    """
    if kind in {"jpg", "png", "webp", "heic"}:
        try:
            return rewrite_image(data, kind)
        except FileRejectedError:
            raise
        except Exception as error:
            too_large = type(error).__name__ == "DecompressionBombError"
            raise FileRejectedError("bomb" if too_large else "broken") from error
    if kind == "txt":
        return rewrite_text(data)
    return REWRITERS[kind](data, drop_signature)


def main() -> int:
    """Rewrite standard input to standard output; return the exit status."""
    apply_resource_limits()
    try:
        kind, drop_signature = sys.argv[1], "drop-signature" in sys.argv[2:]
        data = sanitize(kind, sys.stdin.buffer.read(), drop_signature=drop_signature)
        sys.stdout.buffer.write(data)
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
