"""Which rules the terms of a text were made by: an index of other rules has to be built anew."""

import hashlib
import unicodedata
from importlib.metadata import version
from pathlib import Path

from core import lookalikes

FOLDER = Path(__file__).parent


def of_rules(folder: Path = FOLDER) -> str:
    """A short name of the rules and tables in a folder; another one after any change to them."""
    others = f"{version('snowballstemmer')} {unicodedata.unidata_version}"
    seen = hashlib.sha256(others.encode() + Path(lookalikes.__file__).read_bytes())
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            seen.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return seen.hexdigest()[:16]


VERSION = of_rules()
