"""Why an aim is missed, in a sentence each; printed beside it, and only while it is missed.

The profile below such a sentence in docs/performance.md is taken by the run itself.
"""

# By the name of the figure, or the part of it before the last dot.
REASONS: dict[str, str] = {}
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
