"""Mark in a text the words that match a query, by the rules that found them."""

from collections.abc import Iterable, Iterator
from itertools import pairwise, takewhile

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search import analysis
from search.query.parser import Key

SNIPPET_LENGTH = 240  # characters
CONTEXT_BEFORE = 60  # characters of a snippet before its first match
Keys = frozenset[Key]


class Highlighter:
    """One text to mark; each word is analysed once, and only as far as needed."""

    def __init__(self, text: str):
        self.text = join_lines(text)
        self._analyzed: list[tuple[int, int, Keys]] = []
        self._tokens = analysis.tokenize(self.text)

    def _words(self) -> Iterator[tuple[int, int, Keys]]:
        yield from self._analyzed
        for token in self._tokens:
            self._analyzed.append((token.start, token.end, analysis.match_keys(token.word)))
            yield self._analyzed[-1]

    def _spans(self, keys: Keys) -> Iterator[tuple[int, int]]:
        return ((start, end) for start, end, own in self._words() if not keys.isdisjoint(own))

    def has_match(self, keys: Keys) -> bool:
        """Whether a word of the text matches `keys`."""
        return any(True for _span in self._spans(keys))

    def highlight(self, keys: Keys) -> SafeString:
        """Return the whole text as HTML, its matching words in <mark>."""
        return _mark(self.text, self._spans(keys))

    def snippet(self, keys: Keys, length: int = SNIPPET_LENGTH) -> SafeString:
        """Return the part around the first match, or the beginning, as HTML with <mark>."""
        text = self.text
        first, _end = next(self._spans(keys), (0, 0))
        start = max(first - CONTEXT_BEFORE, 0)
        if start:
            start = text.find(" ", start) + 1 or start
        end = min(start + length, len(text))
        if end < len(text):
            end = text.rfind(" ", start + 1, end) if " " in text[start + 1 : end] else end
        near = takewhile(lambda span: span[1] <= end, self._spans(keys))
        body = _mark(text[start:end], [(a - start, b - start) for a, b in near if a >= start])
        return mark_safe(f"{'… ' if start else ''}{body}{' …' if end < len(text) else ''}")


def join_lines(text: str) -> str:
    """Return a text on one line; a dot separates an unended line from one that begins anew."""
    lines = [line for line in (" ".join(row.split()) for row in text.splitlines()) if line]
    joined = [
        f"{line}\u00a0·" if line[-1].isalnum() and not following[0].islower() else line
        for line, following in pairwise(lines)
    ]
    return " ".join([*joined, *lines[-1:]])


def _mark(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    parts, position = [], 0
    for start, end in spans:
        parts.append(f"{escape(text[position:start])}<mark>{escape(text[start:end])}</mark>")
        position = end
    return mark_safe("".join([*parts, escape(text[position:])]))
