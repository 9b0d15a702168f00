"""A search request as a value: words, filters, page, order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.i18n.dates import parse_typed_date
from core.plain_text import normalize_line
from search import facets

PAGE_SIZE = 10
MAX_LENGTH = 200  # characters of a query that are read
LAST_PAGE = 500  # the last page that is listed; whoever wants more narrows the query
STORED_FACETS = ("kind", "topic", "office", "competent_body", "outcome")  # have a column
FACETS = (*STORED_FACETS, "year")  # the year is computed from the day of publication
URL_PARAMETERS = {"competent_body": "body"}  # facets that an address calls otherwise


@dataclass(frozen=True)
class Query:
    """Words, facet filters (codes), a period, a page and an order: "relevance" or "date"."""

    words: str = ""
    language: str = "kk"  # of the page that asks: its entries rank first
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
        """Return the facets that narrow this query, with the code chosen in each."""
        return {name: getattr(self, name) for name in FACETS if getattr(self, name)}

    @property
    def is_filtered(self) -> bool:
        """Whether a facet or a period narrows this query."""
        return bool(self.filters or self.since or self.until)

    @property
    def offset(self) -> int:
        """Return how many things stand on the pages before this one."""
        return (self.page - 1) * self.size

    def last_page(self, total: int) -> int:
        """Return the number of the last page that is listed of `total` things."""
        return min(max(-(-total // self.size), 1), LAST_PAGE)


def clean_words(text: str) -> str:
    """Return a query made plain (core.plain_text), of at most MAX_LENGTH characters."""
    return normalize_line(text[: MAX_LENGTH * 4])[:MAX_LENGTH]


def parse_request(params: Mapping[str, str], language: str) -> Query:
    """Return the query that the parameters of an address ask; invalid values are ignored."""
    return Query(
        words=clean_words(params.get("q", "")),
        language=language,
        kind=params.get("kind", "") if params.get("kind", "") in facets.KIND_LABELS else "",
        topic=_parse_code(params.get("topic", "")),
        office=_parse_code(params.get("office", "")),
        competent_body=_parse_code(params.get("body", "")),
        outcome=_parse_code(params.get("outcome", "")),
        year=_parse_year(params.get("year", "")),
        since=parse_typed_date(params.get("from", "")),
        until=parse_typed_date(params.get("to", "")),
        page=parse_page_number(params.get("page", "")),
        sort="date" if params.get("sort") == "date" else "relevance",
    )


def _parse_code(text: str) -> str:
    return text if len(text) <= 60 and text.replace("-", "").replace("_", "").isalnum() else ""


def _parse_year(text: str) -> str:
    return text if len(text) == 4 and text.isascii() and text.isdigit() else ""


def parse_page_number(text: str) -> int:
    """Return the page an address asks for, 1 when invalid; it may exceed the last page."""
    number = int(text[:6]) if text.isascii() and text.isdigit() else 1
    return max(number, 1)
