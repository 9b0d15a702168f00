"""A program of its own: rewrites one file so that only what is seen is left of it.

    python -c "from core.uploads.sanitize import main; main()" KIND < original > rewritten

It is run in a child process with limits on memory, time and file size (files.py), because the
libraries that open pictures and PDFs are where hostile files do their harm. It knows nothing of
Django. Exit status: 0 done; 3 refused, with the reason as one word on the error stream.
Pictures are drawn anew without their metadata (the place where they were taken, above all) and
upright; PDFs lose scripts, actions, attachments and author; Office files lose author and links to
outside templates; texts become UTF-8.
"""

import io
import re
import sys
import zipfile

from core.uploads import filetypes
from core.uploads.filetypes import Wrong

MEMORY = 768 * 1024 * 1024
SECONDS = 10
LONGEST = 40 * 1024 * 1024
MOST_PIXELS = 120_000_000  # the largest phone cameras make 108 megapixels
LONGEST_SIDE = 5_000
MOST_OBJECTS = 200_000


def limit_ourselves() -> None:
    """The child's own limits, set before a byte of the file is read. Windows has none to set."""
    try:
        import resource
    except ImportError:
        return
    for name, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LONGEST),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (most, most))


def picture(data: bytes, kind: str) -> bytes:
    """The picture drawn anew, upright, at most LONGEST_SIDE a side; HEIC becomes JPEG."""
    from PIL import Image, ImageOps

    formats = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
    if kind == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(io.BytesIO(data), formats=[formats[kind]]) as image:
        if image.width * image.height > (MOST_PIXELS if kind == "jpg" else MOST_PIXELS // 2):
            raise Wrong("bomb")
        if kind == "jpg":
            image.draft(image.mode, (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
        drawn = ImageOps.exif_transpose(image)
        drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        with_holes = "A" in drawn.getbands() or "transparency" in drawn.info
        target = "JPEG" if kind == "heic" else formats[kind]
        mode = "RGBA" if with_holes and target != "JPEG" else "RGB"
        bare = Image.new(mode, drawn.size)
        bare.paste(drawn.convert(mode))
    out = io.BytesIO()
    bare.save(out, target, **({} if target == "PNG" else {"quality": 88}))
    return out.getvalue()


# Keys and actions by which a PDF does something instead of being read.
PDF_KEYS = [
    "/AA",
    "/OpenAction",
    "/JS",
    "/JavaScript",
    "/EmbeddedFiles",
    "/EmbeddedFile",
    "/AF",
    "/XFA",
    "/RichMediaContent",
    "/Metadata",
    "/PieceInfo",
    "/EF",
    "/Collection",
]
PDF_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToE",
    "/GoToR",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/RichMediaExecute",
    "/Trans",
    "/SetOCGState",
    "/Hide",
}
PDF_NOTES = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}


def pdf(data: bytes) -> bytes:
    """The PDF written anew without what acts; a link to an address stays a link."""
    try:
        import pikepdf
    except ImportError:
        return pdf_as_it_is(data)
    try:
        document = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as error:
        raise Wrong("encrypted") from error
    except pikepdf.PdfError as error:
        raise Wrong("broken") from error
    with document:
        if len(document.objects) > MOST_OBJECTS:
            raise Wrong("bomb")
        for each in document.objects:
            disarm(each, pikepdf)
        if "/Info" in document.trailer:
            del document.trailer["/Info"]
        if len(document.pages) == 0:
            raise Wrong("broken")
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, encryption=False)
    return out.getvalue()


def disarm(start, pikepdf) -> None:
    """Take the acting keys out of one object and out of the direct ones inside it."""
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += [each for each in node if is_direct(each, pikepdf)]
            continue
        if not isinstance(node, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        for key in PDF_KEYS:
            if key in node:
                del node[key]
        if str(node.get("/S", "")) in PDF_ACTIONS and "/K" not in node:
            for key in list(node.keys()):  # an action; an element of the structure has /K
                del node[key]
        if str(node.get("/Subtype", "")) in PDF_NOTES and "/Rect" in node:
            node["/Subtype"] = pikepdf.Name("/Text")
            for key in ("/FS", "/Movie", "/Sound", "/A", "/RichMediaSettings"):
                if key in node:
                    del node[key]
        keys = list(node.keys())
        waiting += [node[key] for key in keys if is_direct(node[key], pikepdf)]


def is_direct(each, pikepdf) -> bool:
    return isinstance(each, (pikepdf.Array, pikepdf.Dictionary)) and not each.is_indirect


def pdf_as_it_is(data: bytes) -> bytes:
    """Without pikepdf nothing can be taken out: what shows an acting part is refused."""
    if b"/Encrypt" in data:
        raise Wrong("encrypted")
    acting = rb"/(JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile|RichMedia|XFA|ObjStm)\b"
    if re.search(acting, data):
        raise Wrong("macro")
    return data


HYPERLINK = b"/relationships/hyperlink"
RELATION = re.compile(rb"<Relationship\b[^>]*?(?:/>|>\s*</Relationship>)", re.DOTALL)
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
EMPTY = {
    "docProps/core.xml": CORE_XML,
    "docProps/app.xml": APP_XML,
    "docProps/custom.xml": CUSTOM_XML,
}


def office(data: bytes) -> bytes:
    """The document packed anew: no author, no template fetched from outside, no entity bombs."""
    out = io.BytesIO()
    with filetypes.open_zip(data) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.is_dir():
                continue
            part = filetypes.read_part(old, entry.filename)
            new.writestr(entry.filename, office_part(entry.filename, part))
    return out.getvalue()


def office_part(name: str, part: bytes) -> bytes:
    if name in PROPERTIES:
        return EMPTY[name]
    if not name.endswith((".xml", ".rels", ".vml")):
        return part
    flat = part.replace(b"\0", b"")  # UTF-16 hides an entity from a plain look
    if re.search(rb"<!(DOCTYPE|ENTITY)", flat, re.IGNORECASE):
        raise Wrong("bomb")
    if filetypes.DDE.search(flat):
        raise Wrong("macro")
    if name.endswith(".rels"):
        return RELATION.sub(keep_inside, part)
    return part


def keep_inside(found: re.Match) -> bytes:
    """A relation to the outside goes, unless it is a link that one has to press."""
    relation = found.group(0)
    outside = re.search(rb"TargetMode\s*=\s*[\"']External", relation)
    return b"" if outside and HYPERLINK not in relation else relation


def text(data: bytes) -> bytes:
    words = filetypes.decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    return words.encode("utf-8")


def clean(kind: str, data: bytes) -> bytes:
    """The rewritten file; Wrong with a reason."""
    if kind in {"jpg", "png", "webp", "heic"}:
        try:
            return picture(data, kind)
        except Wrong:
            raise
        except Exception as error:
            too_large = type(error).__name__ == "DecompressionBombError"
            raise Wrong("bomb" if too_large else "broken") from error
    return {"pdf": pdf, "docx": office, "xlsx": office, "txt": text}[kind](data)


def main() -> int:
    limit_ourselves()
    try:
        sys.stdout.buffer.write(clean(sys.argv[1], sys.stdin.buffer.read()))
    except Wrong as error:
        sys.stderr.write(error.reason)
        return 3
    except MemoryError:
        sys.stderr.write("bomb")
        return 3
    except Exception:
        sys.stderr.write("broken")
        return 3
    return 0
