"""Every locked package may be used and handed on together with the portal."""

import re
import sys
from importlib import metadata
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements" / "base.txt"
ALLOWED = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|LGPL|"
    r"Lesser General Public|OFL|SIL Open Font|Unlicense|0BSD|HPND|Zlib|CC0|Public Domain)\b",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(
    r"\b(AGPL|Affero|SSPL|BUSL|Business Source|Proprietary|Commons Clause)\b", re.I
)
# Packages that tell their licence in a file only; read there, once.
READ_BY_HAND: dict[str, str] = {}


def locked() -> list[str]:
    """Names of the locked packages."""
    return re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)


def licence_of(name: str) -> str:
    """What a package says of its licence: its expression, its classifiers, its field."""
    about = metadata.metadata(name)
    classifiers = [
        line.rsplit("::", 1)[-1].strip()
        for line in about.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    field = (about.get("License") or "").strip().split("\n")[0][:80]
    said = [about.get("License-Expression") or "", *classifiers, field]
    return "; ".join(part for part in said if part)


def main() -> None:
    wrong = []
    for name in locked():
        said = READ_BY_HAND.get(name) or licence_of(name)
        if FORBIDDEN.search(said) or not ALLOWED.search(said):
            wrong.append(f"{name}: {said or 'says nothing'}")
    if wrong:
        sys.exit("Licences to look at:\n  " + "\n  ".join(wrong))
    print(f"{len(locked())} locked packages, all under free licences")


if __name__ == "__main__":
    main()
