"""The page /api/v1/docs, which describes the JSON API."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from services.models import Office


@dataclass(frozen=True)
class Endpoint:
    """One address: its description, its parameters as (name, meaning), an example.

    `linked`: the example gives an answer in every portal, so it is a link.
    """

    path: str
    description: Any
    parameters: tuple[tuple[str, Any], ...]
    example: str
    linked: bool = True

    @property
    def anchor(self) -> str:
        """Return the last part of the path, the id of its section."""
        return self.path.rsplit("/", 1)[-1]


DAY_TEXT = _("a day, YYYY-MM-DD")
LANGUAGE_TEXT = _("language of the text: kk, ru or en")
OFFICE_TEXT = _("an office, by its slug")
TOPIC_TEXT = _("a topic, by its slug")
PAGE_TEXT = _("page of the list, from 1; behind the last of “pages” it is empty")

ENDPOINTS = (
    Endpoint(
        "/api/v1/offices",
        _("Every reception office: address, contacts, hours, facilities, open now or not."),
        (),
        "/api/v1/offices",
    ),
    Endpoint(
        "/api/v1/slots",
        _("Free times of an office: who receives, when, how many places are left."),
        (
            ("office", OFFICE_TEXT),
            ("official", _("only this official, by number")),
            ("from", DAY_TEXT),
            ("to", _("a day, YYYY-MM-DD, at most 62 days later")),
        ),
        "/api/v1/slots?office=%(office)s",
    ),
    Endpoint(
        "/api/v1/answers",
        _("Published answers, newest first. No personal data."),
        (("language", LANGUAGE_TEXT), ("topic", TOPIC_TEXT), ("page", PAGE_TEXT)),
        "/api/v1/answers?language=kk",
    ),
    Endpoint(
        "/api/v1/search",
        _("The same search as on the site; “promoted” is what editors put first."),
        (
            ("q", _("words to find")),
            ("lang", LANGUAGE_TEXT),
            ("kind", _("answer, standard, procedure, office, official, report or page")),
            ("topic", TOPIC_TEXT),
            ("office", OFFICE_TEXT),
            ("body", _("a competent body, by its slug")),
            ("outcome", _("what was decided, as the counts name it")),
            ("year", _("the year of publication, four digits")),
            ("from", DAY_TEXT),
            ("to", DAY_TEXT),
            ("sort", _("date for the newest first")),
            ("page", PAGE_TEXT),
        ),
        "/api/v1/search?q=баспана&lang=kk",
    ),
    Endpoint(
        "/api/v1/figures",
        _("Appeals received, answered, overdue; median days; ratings."),
        (
            ("from", DAY_TEXT),
            ("to", DAY_TEXT),
            ("office", _("an office with its branches, by its slug")),
        ),
        "/api/v1/figures",
    ),
    Endpoint(
        "/api/v1/terms",
        _("The day a term ends, counted in working days, and each day skipped with its reason."),
        (
            ("registered", _("day or moment of registration, YYYY-MM-DDTHH:MM")),
            ("days", _("how many working days")),
            ("office", OFFICE_TEXT),
        ),
        "/api/v1/terms?registered=2026-01-05T10:00&days=15",
    ),
    Endpoint(
        "/api/v1/ledger/roots",
        _(
            "The control code of the public ledger (root of a Merkle tree, RFC 6962) now and as "
            "each day ended, with the number of its entries."
        ),
        (("day", DAY_TEXT),),
        "/api/v1/ledger/roots",
    ),
    Endpoint(
        "/api/v1/ledger/proof",
        _(
            "The proof that an entry is in the ledger: hashes as hexadecimal digits, the nearest "
            "first. A leaf is SHA-256 of a zero byte and the control code of the entry."
        ),
        (
            ("leaf", _("the control code of an entry, 64 digits, as on the receipt")),
            ("size", _("in the ledger of so many entries; all of them when left out")),
        ),
        "/api/v1/ledger/proof?leaf=" + "0" * 64,
        linked=False,
    ),
    Endpoint(
        "/api/v1/ledger/consistency",
        _("The proof that the ledger of “to” entries begins with all entries it had at “from”."),
        (
            ("from", _("number of entries then")),
            ("to", _("number of entries later; all of them when left out")),
        ),
        "/api/v1/ledger/consistency?from=1",
        linked=False,
    ),
)


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Show every address of the API with a working example."""
    office = Office.objects.filter(active=True).first()
    slug = office.slug if office else "astana"
    rows = [
        {
            "endpoint": endpoint,
            "example": endpoint.example.replace("%(office)s", slug),
            "parameters": [list(row) for row in endpoint.parameters],
        }
        for endpoint in ENDPOINTS
    ]
    columns = [{"label": _("Parameter")}, {"label": _("Meaning")}]
    return render(request, "portal/api_docs.html", {"endpoints": rows, "columns": columns})
