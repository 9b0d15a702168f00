"""Versioned texts of consent and the record kept with an appeal that somebody agreed to one."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from core.i18n.localtext import CODES

CONSENTS_DIR = Path(__file__).resolve().parent / "consent_texts"
# Name → version in force. A changed text is a new file with a new version.
CURRENT_VERSIONS = {"processing": "2", "publication": "1", "booking": "1"}


@dataclass(frozen=True)
class Consent:
    """A text of consent in one version and one language; `sha256` is that of its file."""

    name: str
    version: str
    language: str
    title: str
    body: str
    sha256: str


@cache
def get_consent(name: str, language: str, version: str = "") -> Consent:
    """Return the text `name` in `version`, by default the one in force.

    A language without texts gets the Kazakh one. KeyError: there is no such text.
    """
    version = version or CURRENT_VERSIONS[name]
    language = language if language in CODES else "kk"
    path = CONSENTS_DIR / f"{name}-{version}.{language}.txt"
    if name not in CURRENT_VERSIONS or not path.is_file():
        raise KeyError(name)
    text = path.read_text(encoding="utf-8")
    title, _, body = text.partition("\n")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Consent(name, version, language, title.strip(), body.strip(), digest)


def list_versions(name: str) -> list[str]:
    """Return every version of the text `name`, the newest first: people agreed to each of them."""
    return [str(number) for number in range(int(CURRENT_VERSIONS[name]), 0, -1)]


def consent_record(name: str, language: str, at: datetime) -> dict[str, str]:
    """Return the proof of a consent: version, language and hash of the text, and the moment."""
    consent = get_consent(name, language)
    return {
        "version": consent.version,
        "language": consent.language,
        "sha256": consent.sha256,
        "at": at.isoformat(timespec="seconds"),
    }
