"""What a source gives the index: one text in one language."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Entry:
    """One text that can be found.

    `ref` names the row and its language ("services.office:3:kk"); `group` names the thing in all
    its languages, so that a list shows it once. Facets are codes, never labels.
    """

    ref: str
    kind: str
    language: str
    group: str
    title: str
    url: str
    summary: str = ""
    body: str = ""
    topic: str = ""
    office: str = ""
    competent_body: str = ""
    outcome: str = ""
    published_on: date | None = None


def year_of(day: date | None) -> str:
    """Return the year facet of a day: four digits, or "" without a day."""
    return f"{day.year:04}" if day else ""
