"""Words of a text with their places in the original.

Offsets point into the text as given, so that a highlighter can mark the original; only the word
itself is normalised.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from search.analysis.normalization import APOSTROPHES, INVISIBLE, MAX_WORD, normalize_word

COMBINING_MARKS = "\u0300-\u036f"
LONGEST = MAX_WORD * 2  # characters read of a word
# A word is letters and digits; invisible characters and accents may stand inside it,
# an apostrophe only between two letters (об'ект, don't, s'k).
_WORD = re.compile(
    rf"[^\W_](?:[{INVISIBLE}{COMBINING_MARKS}]*[^\W_]|[{INVISIBLE}{COMBINING_MARKS}]+"
    rf"|[{APOSTROPHES}](?=[^\W\d_]))*"
)


class Token(NamedTuple):
    """A word: `text[start:end]` in the original, `word` after normalisation."""

    start: int
    end: int
    word: str


def tokenize(text: str) -> Iterator[Token]:
    """Yield the words of `text` in order; never raises, whatever the string holds."""
    for match in _WORD.finditer(text):
        word = normalize_word(match.group()[:LONGEST])
        if word:
            yield Token(match.start(), match.end(), word)


def iter_words(text: str) -> Iterator[str]:
    """Yield the normalised words of `text` as `tokenize` gives them, without their places."""
    return filter(None, [normalize_word(word[:LONGEST]) for word in _WORD.findall(text)])
