"""Who may go on and what was agreed to: throttle, trap for robots, versions of the consents."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import get_random_string

from core import rate_limit
from core.i18n.localtext import CODES

FOLDER = Path(__file__).resolve().parent / "consents"
CURRENT = {"processing": "1", "publication": "1"}  # a changed text is a new file and a new version

COOKIE = "qabyldau-drafts"
# name → (tries, seconds) of one network address; generous, for an office's people share one.
LIMITS = {"start": (60, 3600), "send": (40, 3600), "resume": (10, 900), "upload": (120, 3600)}


@dataclass(frozen=True)
class Consent:
    """One text of consent as it stood: what it says, in which version and language, its hash."""

    name: str
    version: str
    language: str
    title: str
    body: str
    hash: str


@cache
def consent(name: str, language: str, version: str = "") -> Consent:
    """The text `name` ("processing", "publication") now in force, or an older version of it.

    KeyError: there is no such text.
    """
    version = version or CURRENT[name]
    language = language if language in CODES else "kk"
    path = FOLDER / f"{name}-{version}.{language}.txt"
    if name not in CURRENT or not path.is_file():
        raise KeyError(name)
    text = path.read_text(encoding="utf-8")
    title, _, body = text.partition("\n")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Consent(name, version, language, title.strip(), body.strip(), digest)


def agreed(name: str, language: str, at: datetime) -> dict[str, str]:
    """What is kept with an appeal as proof of a consent: which words were shown, and when."""
    text = consent(name, language)
    return {
        "version": text.version,
        "language": text.language,
        "sha256": text.hash,
        "at": at.isoformat(timespec="seconds"),
    }


def allow(name: str, request: HttpRequest) -> bool:
    """Whether this address may try `name` (a key of LIMITS) once more now."""
    limit, seconds = LIMITS[name]
    return rate_limit.allow(f"forms.{name}", rate_limit.client_address(request), limit, seconds)


def forgive(name: str, request: HttpRequest) -> None:
    """Take back a try that was right."""
    rate_limit.refund(f"forms.{name}", rate_limit.client_address(request))


def browser_key(request: HttpRequest) -> str:
    """The random key by which this browser knows its own drafts again; empty when it has none."""
    key = request.COOKIES.get(COOKIE, "")
    return key if 20 <= len(key) <= 64 and key.isalnum() else ""


def give_key(request: HttpRequest) -> str:
    """This browser's key, or a new one; `remember` puts it into the answer."""
    return browser_key(request) or get_random_string(40)


def remember(response: HttpResponse, key: str) -> HttpResponse:
    """Leave the key with the browser for as long as a draft lives. Scripts cannot read it."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=settings.DRAFT_DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    """The page for one who tries too often; what was typed in a draft is kept."""
    return render(request, "429.html", status=429)
