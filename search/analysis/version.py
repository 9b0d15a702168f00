"""The version of the analysis rules: an index made by other rules has to be rebuilt."""

import hashlib
import unicodedata
from importlib.metadata import version
from pathlib import Path

from core import lookalikes

FOLDER = Path(__file__).parent


def rules_digest(folder: Path = FOLDER) -> str:
    """Return 16 hexadecimal digits that change with any rule, table or library of the analysis."""
    libraries = f"{version('snowballstemmer')} {unicodedata.unidata_version}"
    digest = hashlib.sha256(libraries.encode() + Path(lookalikes.__file__).read_bytes())
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


VERSION = rules_digest()
