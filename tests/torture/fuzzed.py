"""Mutated uploads go through the real cleaning process: refused, or clean; never a crash or a hang."""

import io
import os
import random
import re
import time
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from forms.uploads import attach
from tests.forms import sample_files
from tests.torture.installation import Installation
from tests.torture.promises import require

FULL = {"seconds": 240}
SMALL = {"seconds": 4}
SLACK = 3  # seconds above the limit of the child: starting it, on a loaded machine
ACTIVE_KEYS = ("/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFile", "/EF",
               "/SubmitForm", "/ImportData", "/GoToR", "/RichMedia", "/XFA")  # fmt: skip
TAIL = b"\nPK\x03\x04MZ<script>alert(1)</script>"
ENDS = {"jpg": b"\xff\xd9", "png": b"IEND\xaeB`\x82"}
ACTIVE_PART = re.compile(r"vba|activex|embeddings|macrosheets|customui|externallinks|\.exe$", re.I)
EXTERNAL = re.compile(r"<[\w:]*Relationship\b[^>]*>")


def corpus() -> dict[str, list[bytes]]:
    """Return good and hostile files of every type that is taken."""
    harmful = (sample_files.with_script, sample_files.with_attachment, sample_files.with_launch,
               sample_files.with_link, sample_files.with_xfa)  # fmt: skip
    macro = {"word__vbaProject.bin": b"x"}
    linked = {"word___rels__document.xml.rels": sample_files.EXTERNAL_TEMPLATE}
    return {
        "jpg": [sample_files.image(), sample_files.photo(), sample_files.image("HEIF")],
        "png": [sample_files.image("PNG"), sample_files.png_bomb()],
        "webp": [sample_files.image("WEBP")],
        "heic": [sample_files.image("HEIF")],
        "pdf": [sample_files.pdf(), *map(sample_files.pdf, harmful), sample_files.encrypted_pdf()],
        "docx": [sample_files.docx(), sample_files.docx(**macro), sample_files.docx(**linked)],
        "xlsx": [sample_files.xlsx()],
        "txt": ["Су жоқ.\r\nҮшінші күн".encode(), "Здравствуйте".encode("cp1251"), sample_files.HTML],
    }  # fmt: skip


def mutate(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Return the file with a few faults: bits, lengths, pieces, another file inside or behind."""
    changed = bytearray(data)
    for _number in range(chance.choice((1, 1, 2, 5, 20))):
        place = chance.randrange(len(changed) or 1)
        match chance.randrange(7):
            case 0 if changed:
                changed[min(place, len(changed) - 1)] ^= 1 << chance.randrange(8)
            case 1:
                changed[place : place + 4] = chance.choice(
                    (b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff")
                )
            case 2:
                del changed[place : place + chance.randrange(1, 64)]
            case 3:
                changed[place:place] = changed[place : place + chance.randrange(1, 256)]
            case 4:
                changed[place:place] = chance.choice(others)[: chance.randrange(1, 400)]
            case 5:
                changed += chance.choice((TAIL, chance.choice(others)))
            case _:
                del changed[chance.randrange(len(changed) // 2 + 1) + len(changed) // 2 :]
    return bytes(changed)


def run(_installation: Installation | None, *, seconds: float) -> dict[str, object]:
    """Send mutated files for a while; what is accepted holds nothing that runs or hides."""
    chance, files = random.Random(2), corpus()
    everything = [data for kind in files.values() for data in kind]
    outcomes: Counter[str] = Counter()
    end = time.monotonic() + seconds

    def work(_number: int) -> float:
        slowest = 0.0
        while (began := time.monotonic()) < end:
            kind = chance.choice(sorted(files))
            data = mutate(chance.choice(files[kind]), everything, chance)
            outcomes[clean(f"x.{kind}", data)] += 1
            slowest = max(slowest, time.monotonic() - began)
        return slowest

    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        slowest = max(pool.map(work, range(workers)))
    limit = attach.SANITIZER_TIMEOUT + SLACK
    require(slowest < limit, f"a file took {slowest:.0f} s, the limit is {limit} s")
    return {
        "files": outcomes.total(),
        "accepted": outcomes.pop("accepted", 0),
        "refused": outcomes.total(),
        "slowest s": round(slowest, 1),
    }


def clean(name: str, data: bytes) -> str:
    """Send one file through the portal's own door; check what comes out, return the outcome."""
    try:
        file = attach.sanitize_upload(SimpleUploadedFile(name, data))
    except attach.FileRefusedError as error:
        return error.reason
    faults = find_faults(file.kind, file.data)
    require(not faults, f"an accepted {file.kind} holds {faults}: {data.hex()[:4000]}")
    return "accepted"


def find_faults(kind: str, data: bytes) -> list[str]:
    """Return what a cleaned file must not hold and does."""
    checks = {"pdf": pdf_faults, "docx": office_faults, "xlsx": office_faults, "txt": text_faults}
    return checks.get(kind, lambda content: picture_faults(kind, content))(data)


def pdf_faults(data: bytes) -> list[str]:
    """Return the active keys of every object, and what stands outside of the document."""
    faults = [] if data.startswith(b"%PDF-") else ["something before it"]
    if not data.rstrip().endswith(b"%%EOF"):
        faults.append("something behind it")
    with pikepdf.open(io.BytesIO(data)) as document:
        for each in [document.trailer, *document.objects]:
            text = repr(each) if not isinstance(each, pikepdf.Stream) else repr(dict(each))
            faults += [key for key in ACTIVE_KEYS if re.search(rf"{key}\b", text)]
    return faults


def office_faults(data: bytes) -> list[str]:
    """Return active parts and targets that a program would fetch by itself."""
    faults = [] if data.startswith(b"PK\x03\x04") else ["something before it"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.start_dir and archive.comment:
            faults.append("a comment")
        if data.rfind(b"PK\x05\x06") + 22 != len(data):
            faults.append("something behind it")
        for name in archive.namelist():
            if ACTIVE_PART.search(name):
                faults.append(name)
            if name.endswith(".rels"):
                rows = EXTERNAL.findall(archive.read(name).decode("utf-8", "replace"))
                faults += [r for r in rows if "External" in r and "/hyperlink" not in r]
    return faults


def text_faults(data: bytes) -> list[str]:
    """Return what makes a text more than a text."""
    text = data.decode("utf-8")
    faults = ["a control character"] if re.search(r"[\0-\x08\x0b\x0e-\x1f]", text) else []
    return (
        [*faults, "a web page"]
        if re.match(r"\s*<(!doctype|html|script|svg)", text, re.I)
        else faults
    )


def picture_faults(kind: str, data: bytes) -> list[str]:
    """Return metadata and what stands behind the picture."""
    faults = []
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        if dict(picture.getexif()):
            faults.append("metadata")
    if kind == "webp" and len(data) != 8 + int.from_bytes(data[4:8], "little"):
        faults.append("something behind it")
    if kind in ENDS and not data.endswith(ENDS[kind]):
        faults.append("something behind it")
    return faults + [repr(word) for word in (b"<script", b"Qazaqphone") if word in data]
