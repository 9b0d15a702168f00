"""Mark in a text the words that answer a question, by the rules that found them."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise, takewhile

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search import analysis
from search.query.parser import Key

LENGTH = 240  # letters of a snippet
BEFORE = 60
Keys = frozenset[Key]


@lru_cache(maxsize=20_000)
def _keys(word: str) -> Keys:
    return analysis.match_keys(word)


class Reading:
    """A text whose words are read once, however many names it is asked for, and no further than
    they are asked for."""

    def __init__(self, text: str):
        self.text = _flowing(text)
        self._read: list[tuple[int, int, Keys]] = []
        self._coming = analysis.tokens(self.text)

    def _words(self) -> Iterator[tuple[int, int, Keys]]:
        yield from self._read
        for token in self._coming:
            self._read.append((token.start, token.end, _keys(token.word)))
            yield self._read[-1]

    def _spans(self, keys: Keys) -> Iterator[tuple[int, int]]:
        """Where the words stand that answer `keys`."""
        return ((start, end) for start, end, own in self._words() if not keys.isdisjoint(own))

    def says(self, keys: Keys) -> bool:
        """Whether a word answers `keys`."""
        return any(True for _span in self._spans(keys))

    def marked(self, keys: Keys) -> SafeString:
        """The whole text, its matching words in <mark>."""
        return _joined(self.text, self._spans(keys))

    def snippet(self, keys: Keys, length: int = LENGTH) -> SafeString:
        """The part of the text around its first matching word, or its beginning."""
        text = self.text
        first, _end = next(self._spans(keys), (0, 0))
        start = max(first - BEFORE, 0)
        if start:
            start = text.find(" ", start) + 1 or start
        end = min(start + length, len(text))
        if end < len(text):
            end = text.rfind(" ", start + 1, end) if " " in text[start + 1 : end] else end
        near = takewhile(lambda span: span[1] <= end, self._spans(keys))
        body = _joined(text[start:end], [(a - start, b - start) for a, b in near if a >= start])
        return mark_safe(f"{'… ' if start else ''}{body}{' …' if end < len(text) else ''}")


def _flowing(text: str) -> str:
    """One line made of many: a dot parts those that end without a mark from what begins anew."""
    lines = [line for line in (" ".join(each.split()) for each in text.splitlines()) if line]
    parted = [
        f"{line}\u00a0·" if line[-1].isalnum() and not after[0].islower() else line
        for line, after in pairwise(lines)
    ]
    return " ".join([*parted, *lines[-1:]])


def _joined(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    parts, at = [], 0
    for start, end in spans:
        parts.append(f"{escape(text[at:start])}<mark>{escape(text[start:end])}</mark>")
        at = end
    return mark_safe("".join([*parts, escape(text[at:])]))
