"""Why an aim is missed, in a sentence each; printed beside it, and only while it is missed.

The profile below such a sentence in docs/performance.md is taken by the run itself.
"""

# By the name of the figure, or the part of it before the last dot.
REASONS = {
    "published.app": """The page rendered anew has become quick as well, and the ratio shrinks
with it.""",
    "published.nginx": """nginx looks for the Brotli copy before the one it sends, and adds the
headers that the static file has not.""",
    "growth.answer": """An answer shows the newest ones beside it, found among all of its topic.""",
    "memory.worker": """Kept values, copies of pages and the tables of the search fill up as new
pages are asked for; whether it goes on after 10,000 requests has not been measured.""",
    "published.app.rate": """Each request passes through gunicorn and Python, and the two cores also
run what asks; nginx serves the same page without either (`published.nginx`).""",
    "uncached": """The flat template looks up only its own page; ours reads navigation, hours,
figures and answers and renders them. Visitors get the kept page (`published.app`): this is paid
once after a change.""",
    "sent": """Before its rows are written, the last step validates all steps again, looks for past
appeals like it to suggest a body, and computes number, secret and the journal's signature.""",
    "index": """Each word is analysed by the rules of three languages and stored with its terms, and
the rebuild lets others write; the stock command splits texts at spaces and nothing else.""",
    "growth.staff": """Asked by somebody who sees the appeals of every office at once; the staff of
one office see their part of them.""",
    "growth.figures": """The months that have changed are counted anew from a row an appeal.
Visitors get the kept page, which is rendered again after figures have changed.""",
}
# The page whose profile shows it.
PROFILED = {
    "uncached.home": "/kk/",
    "uncached.answer": "answer",
    "search": "/kk/search/?q=су",
    "growth.front_page": "/kk/",
    "growth.figures": "/kk/figures/",
    "growth.search": "/kk/search/?q=су",
    "published.app": "/kk/",
    "sent": "sent",
    "index": "index",
}
UNEXPLAINED = "Not explained yet."


def reason(name: str) -> str:
    """Return the sentence for a missed figure."""
    return _of(name, REASONS) or UNEXPLAINED


def profiled(name: str) -> str | None:
    """Return what is to be profiled for a missed figure, if anything is."""
    return _of(name, PROFILED)


def _of(name: str, table: dict[str, str]) -> str | None:
    while name:
        if name in table:
            return table[name]
        name = name.rpartition(".")[0]
    return None
