"""Why an aim is missed, in a sentence each; printed beside it, and only while it is missed.

The profile below such a sentence in docs/performance.md is taken by the run itself.
"""

from dataclasses import dataclass

# By the name of the figure, or the part of it before the last dot.
REASONS = {
    "published.app": """The page rendered anew has become quick as well, and the ratio shrinks
with it.""",
    "published.nginx": """nginx looks for the Brotli copy before the one it sends, and adds the
headers that the static file has not; no code of ours runs that could be profiled.""",
    "growth.answer": """An answer shows the newest ones beside it, found among all of its topic.""",
    "memory.worker": """Kept values, copies of pages and the tables of the search fill up as new
pages are asked for; whether it goes on after 10,000 requests has not been measured.""",
    "published.app.rate": """Each request passes through gunicorn and Python, and the two cores also
run what asks; nginx serves the same page without either (`published.nginx`).""",
    "uncached": """The flat template looks up only its own page; ours reads navigation, hours,
figures and answers and renders them. Visitors get the kept page (`published.app`): this is paid
once after a change.""",
    "sent": """The bare transaction only writes. Here answers are validated, a body is suggested,
and number, journal, ledger, figures and letter follow one another while the row of the number is
locked: most of it is Django's making of thirty statements.""",
    "index": """Each word is analysed by the rules of three languages; the 650 terms of an answer
are written to the index, stored beside it so that it can be removed, and counted. The stock command
splits texts at spaces and writes the words once.""",
    "growth.staff": """Asked by somebody who sees the appeals of every office at once; the staff of
one office see their part of them.""",
    "growth.figures": """The months that have changed are counted anew from a row an appeal.
Visitors get the kept page, which is rendered again after figures have changed.""",
}
# The page whose profile shows it, taken with many rows of what grows with them.
PROFILED = {
    "uncached.home": "/kk/",
    "uncached.answer": "answer",
    "search": "/kk/search/?q=су",
    "growth.front_page": "/kk/",
    "growth.figures": "/kk/figures/",
    "growth.answer": "answer",
    "growth.answers": "/kk/answers/",
    "growth.form": "/kk/appeals/new/",
    "growth.staff.case": "case",
    "growth.staff.queue": "/admin/appeals/check/",
    "growth.staff.inbox.overdue": "/admin/appeals/?situation=overdue",
    "growth.staff.inbox.may_be_published": "/admin/appeals/?situation=publish",
    "growth.staff.inbox.search": "/admin/appeals/?q=912345",
    "growth.staff.inbox": "/admin/appeals/",
    "growth.search": "/kk/search/?q=су",
    "published.app": "/kk/",
    "sent": "sent",
    "index": "index",
    "memory": "memory",
}
UNEXPLAINED = "Not explained yet."


def reason(name: str) -> str:
    """Return the sentence for a missed figure."""
    return _of(name, REASONS) or UNEXPLAINED


@dataclass(frozen=True)
class Profile:
    """What is profiled, and whether with as many rows as the larger database has."""

    what: str
    many: bool


def profiled(name: str) -> Profile | None:
    """Return the profile to take for a missed figure, if there is one."""
    what = _of(name, PROFILED)
    return Profile(what, name.startswith(("growth.", "search."))) if what else None


def _of(name: str, table: dict[str, str]) -> str | None:
    while name:
        if name in table:
            return table[name]
        name = name.rpartition(".")[0]
    return None
