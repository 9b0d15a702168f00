"""The stylesheet: one file a component on disk, one request on the wire.

There is no build step. The first visitor after a start makes the process read `css/` once and join
the files in the order of the cascade; the address carries the digest of the result, so a phone
keeps it for a year and never asks again. The stand and the kiosk link their own small files.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "static" / "core" / "css"
FIRST = ("tokens.css", "base.css", "layout.css")
LAST = ("print.css",)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACE = re.compile(r"\s+")
AROUND = re.compile(r" ?([{};,]) ?")


@dataclass(frozen=True)
class Stylesheet:
    """The joined text, the same gzipped, and the digest that names it."""

    text: bytes
    packed: bytes
    digest: str


def parts() -> list[Path]:
    """Files of the sheet in the order of the cascade."""
    components = sorted((FOLDER / "components").glob("*.css"))
    return [
        *(FOLDER / name for name in FIRST),
        *components,
        *(FOLDER / name for name in LAST),
    ]


def squeeze(css: str) -> str:
    """Drop comments and spare white space; strings in our sheets hold neither."""
    return AROUND.sub(r"\1", SPACE.sub(" ", COMMENT.sub("", css))).strip()


def current() -> Stylesheet:
    """Return the sheet as the files are now; read them again only when one has changed."""
    stamp = tuple((path.name, path.stat().st_mtime_ns) for path in parts())
    return _joined(stamp)


@lru_cache(maxsize=2)
def _joined(stamp: tuple[tuple[str, int], ...]) -> Stylesheet:
    text = "\n".join(squeeze(path.read_text("utf-8")) for path in parts()).encode()
    digest = hashlib.sha256(text).hexdigest()[:12]
    return Stylesheet(text, gzip.compress(text, mtime=0), digest)
