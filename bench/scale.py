"""Work out on paper what a country needs, and write it between the marks in docs/scale.md.

The inputs below are assumptions, each said in the page; every other number is a figure of the run.
"""

from dataclasses import dataclass
from math import ceil
from pathlib import Path

from bench.figures import Table, shorten
from bench.places import ROOT

FILE = ROOT / "docs" / "scale.md"
BEGIN, END = "<!-- figures: written by make bench -->\n", "<!-- end of figures -->\n"

CITIZENS, APPEALS_A_YEAR = 20_000_000, 5_000_000
WORKING_DAYS, HOURS = 247, 8
PEAK = 10  # the busiest minute against the mean of all working hours
PAGES_A_CITIZEN = 30  # published pages a citizen reads in a year
SEARCHES_A_CITIZEN = 3
FORM_REQUESTS = 16  # of an appeal but the last step: seven steps opened and answered, two receipts
STAFF_PAGES = 30  # opened by staff for an appeal
PUBLISHED_SHARE = 0.1  # of the answers
YEARS = 5  # kept in the database
FILES_MB = 1.5  # of an appeal, mean
RULE = "| --- | --- | --- | --- |"
BUSY = 0.6  # of what a machine was measured to do, so that a queue stays short


@dataclass(frozen=True)
class Need:
    """A line of the page: how often at the peak, what a core does, and the cores that follow."""

    what: str
    formula: str
    per_second: float
    figure: str

    def cores(self, table: Table, cores: int) -> int | None:
        measured = a_core(table, self.figure, cores)
        return None if measured is None else ceil(self.per_second / (measured * BUSY))


def needs() -> list[Need]:
    """Return the requests a second at the peak, and the figure each is held against."""
    second = WORKING_DAYS * HOURS * 3600 / PEAK
    appeals = APPEALS_A_YEAR / second
    return [
        Need("published pages, from nginx", "citizens × pages",
             CITIZENS * PAGES_A_CITIZEN / second, "published.nginx"),
        Need("searches", "citizens × searches",
             CITIZENS * SEARCHES_A_CITIZEN / second, "search.8_readers"),
        Need("steps of forms", "appeals × steps", appeals * FORM_REQUESTS, "uncached.answer"),
        Need("appeals sent", "appeals", appeals, "sent"),
        Need("pages of staff", "appeals × pages", appeals * STAFF_PAGES, "growth.staff.case"),
    ]  # fmt: skip


def value(table: Table, name: str) -> float | None:
    """Return a figure of the run, None when it was not taken."""
    return next((figure.value for figure in table.figures if figure.name == name), None)


def a_core(table: Table, name: str, cores: int) -> float | None:
    """Return how many a core does in a second: a rate was all cores', a time is of one request."""
    for figure in table.figures:
        if figure.name == name and figure.value:
            return 1000 / figure.value if figure.unit == "ms" else figure.value / cores
    return None


def write(table: Table, cores: int, file: Path = FILE) -> None:
    """Put this run's figures between the marks."""
    text = file.read_text()
    before, _mark, rest = text.partition(BEGIN)
    _former, _mark, after = rest.partition(END)
    file.write_text(before + BEGIN + text_of(table, cores) + END + after)


def inputs() -> str:
    """Return the assumptions, a line each."""
    return f"""\
- {CITIZENS:,} citizens, each reading {PAGES_A_CITIZEN} published pages and asking
  {SEARCHES_A_CITIZEN} searches a year;
- {APPEALS_A_YEAR:,} appeals a year, each with {FORM_REQUESTS} requests before it is sent,
  {STAFF_PAGES} pages opened by staff and {FILES_MB} MB of files;
- in {WORKING_DAYS} working days of {HOURS} hours, the busiest minute {PEAK} times the mean;
- {PUBLISHED_SHARE:.0%} of the answers published, everything kept {YEARS} years;
- cores busy for {BUSY:.0%} of what they were measured to do, so that queues stay short."""


def text_of(table: Table, cores: int) -> str:
    """Return assumptions, requests at the peak and what is stored; `cores` measured."""
    rows = ["", "Assumed:", "", inputs(), ""]
    rows += ["| at the peak | formula | a second | measured here, a core | cores |",
            f"{RULE} --- |"]  # fmt: skip
    total = 0
    for need in needs():
        measured, wanted = a_core(table, need.figure, cores), need.cores(table, cores)
        said = "not taken" if measured is None else f"{shorten(measured)} a second"
        total += wanted or 0
        rows.append(f"| {need.what} | {need.formula} | {shorten(need.per_second)} | "
                    f"`{need.figure}`: {said} | {wanted or '-'} |")  # fmt: skip
    rows += [f"| together | | | | {total} |", "", *storage(table)]
    return "\n".join(rows) + "\n\n"


def storage(table: Table) -> list[str]:
    """Return the table of what is stored after YEARS years."""
    appeals = APPEALS_A_YEAR * YEARS
    answers = appeals * PUBLISHED_SHARE
    rows = [
        f"| after {YEARS} years | formula | measured here | size |",
        "| --- | --- | --- | --- |",
    ]
    for what, formula, count, figure in (
        ("appeals with journals and letters", "appeals × years", appeals, "space.appeal"),
        ("answers and search index", "appeals × years × share published", answers, "space.answer"),
    ):
        kilobytes = value(table, figure)
        size = "-" if kilobytes is None else f"{shorten(count * kilobytes / 1e6)} GB"
        rows.append(f"| {what} | {formula} | `{figure}`: {shorten(kilobytes)} kB | {size} |")
    size = f"{shorten(appeals * FILES_MB / 1e6)} TB"
    rows.append(f"| files of appeals | appeals × years × {FILES_MB} MB | assumed | {size} |")
    return rows
