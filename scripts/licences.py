"""Check that the licence of every locked package allows redistribution with the portal."""

import re
import sys
from importlib import metadata
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "requirements"
LOCKS = [FOLDER / "base.txt", FOLDER / "s3.txt"]
ALLOWED = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|LGPL|"
    r"Lesser General Public|OFL|SIL Open Font|Unlicense|0BSD|HPND|Zlib|CC0|Public Domain)\b",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(
    r"\b(AGPL|Affero|SSPL|BUSL|Business Source|Proprietary|Commons Clause)\b", re.I
)
# Licences of packages without metadata, read from their licence file.
VERIFIED_LICENCES: dict[str, str] = {}


def locked_packages() -> list[str]:
    """Return the names of the locked packages."""
    text = "\n".join(lock.read_text(encoding="utf-8") for lock in LOCKS)
    return re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)


def declared_licence(name: str) -> str:
    """Return the licence of a package: expression, classifiers and field of its metadata."""
    about = metadata.metadata(name)
    classifiers = [
        line.rsplit("::", 1)[-1].strip()
        for line in about.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    field = (about.get("License") or "").strip().split("\n")[0][:80]
    declared = [about.get("License-Expression") or "", *classifiers, field]
    return "; ".join(part for part in declared if part)


def main() -> None:
    """Exit with the packages whose licence is forbidden or unknown."""
    problems = []
    for name in locked_packages():
        licence = VERIFIED_LICENCES.get(name) or declared_licence(name)
        if FORBIDDEN.search(licence) or not ALLOWED.search(licence):
            problems.append(f"{name}: {licence or 'says nothing'}")
    if problems:
        sys.exit("Licences to look at:\n  " + "\n  ".join(problems))
    print(f"{len(locked_packages())} locked packages, all under free licences")


if __name__ == "__main__":
    main()
