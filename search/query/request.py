"""A question as a value: words, filters, page. Whatever is typed becomes one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.i18n.dates import parse_iso_date
from search.entry import KINDS

PAGE_SIZE = 10
LONGEST = 200  # letters of a question that are read
LAST_PAGE = 500  # further on nobody reads: one narrows the question
STORED = ("kind", "topic", "office", "competent_body", "outcome")  # facets with a column
FACETS = (*STORED, "year")  # and the one read from the day
PARAMETERS = {"competent_body": "body"}  # the address's name of a facet, where it is another


@dataclass(frozen=True)
class Query:
    words: str = ""
    language: str = "kk"  # of the page that asks: its entries stand first
    kind: str = ""
    topic: str = ""
    office: str = ""
    competent_body: str = ""
    outcome: str = ""
    year: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1
    sort: str = "relevance"
    size: int = PAGE_SIZE

    @property
    def filters(self) -> dict[str, str]:
        """The facets that narrow this question."""
        return {name: getattr(self, name) for name in FACETS if getattr(self, name)}

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size

    def last_page(self, total: int) -> int:
        """The last page that can be had of `total` things."""
        return min(max(-(-total // self.size), 1), LAST_PAGE)


def clean_words(text: str) -> str:
    """The question without control characters, at most LONGEST letters."""
    plain = "".join(c if c.isprintable() else " " for c in text[: LONGEST * 4])
    return " ".join(plain.split())[:LONGEST]


def parse(params: Mapping[str, str], language: str) -> Query:
    """Read a question from an address; what cannot be meant is left out, never an error."""
    return Query(
        words=clean_words(params.get("q", "")),
        language=language,
        kind=params.get("kind", "") if params.get("kind", "") in KINDS else "",
        topic=_code(params.get("topic", "")),
        office=_code(params.get("office", "")),
        competent_body=_code(params.get("body", "")),
        outcome=_code(params.get("outcome", "")),
        year=_year(params.get("year", "")),
        since=parse_iso_date(params.get("from", "")),
        until=parse_iso_date(params.get("to", "")),
        page=page_number(params.get("page", "")),
        sort="date" if params.get("sort") == "date" else "relevance",
    )


def _code(text: str) -> str:
    return text if len(text) <= 60 and text.replace("-", "").replace("_", "").isalnum() else ""


def _year(text: str) -> str:
    return text if len(text) == 4 and text.isascii() and text.isdigit() else ""


def page_number(text: str) -> int:
    """The page an address asks for, which may be behind the last; 1 where it names none."""
    number = int(text[:6]) if text.isascii() and text.isdigit() else 1
    return max(number, 1)
