"""Words of a text with their places in the original, and one spelling for each.

Offsets point into the text as given, so a highlighter can mark the original; only the word itself
is normalised: composed, lower case, look-alike letters of one alphabet, no invisible characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from core.lookalikes import LATIN_CYRILLIC, STRAY_CYRILLIC

MAX_WORD = 64  # letters kept of one word; longer ones are noise

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"
APOSTROPHES = "'’‘ʼʹ`´"
MARKS = "\u0300-\u036f"

# A word is letters and digits; invisible characters and accents may stand inside it,
# an apostrophe only between two letters (об'ект, don't, s'k).
_WORD = re.compile(
    rf"[^\W_](?:[{INVISIBLE}{MARKS}]*[^\W_]|[{INVISIBLE}{MARKS}]+|[{APOSTROPHES}](?=[^\W\d_]))*"
)
_LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ɏə]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_DROP = str.maketrans(dict.fromkeys(INVISIBLE + APOSTROPHES, ""))

_TO_CYRILLIC = {latin: cyrillic for latin, cyrillic, _ in LATIN_CYRILLIC}
_TO_CYRILLIC |= {"h": "һ", "ï": "і"}
_CAPITALS = {"H": "н", "B": "в"}
_TO_LATIN = {other: latin for latin, other, _ in LATIN_CYRILLIC if latin.isascii()} | {
    "у": "y",
    "в": "b",
    "н": "h",
}
_STRAY = str.maketrans({stray: letter for stray, letter, _ in STRAY_CYRILLIC})


class Token(NamedTuple):
    """A word: `text[start:end]` in the original, `word` after normalisation."""

    start: int
    end: int
    word: str


def tokens(text: str) -> Iterator[Token]:
    """Words of `text` in order; never raises, whatever the string holds."""
    for match in _WORD.finditer(text):
        word = normalise(match.group()[: MAX_WORD * 2])
        if word:
            yield Token(match.start(), match.end(), word)


def spelt(text: str) -> Iterator[str]:
    """The normalised words of `text` in order, as `tokens` gives them but without their places."""
    return filter(None, (normalise(word[: MAX_WORD * 2]) for word in _WORD.findall(text)))


@lru_cache(maxsize=65536)
def normalise(word: str) -> str:
    """One spelling of a word: `Қaбылдау` with a Latin a, or with a soft hyphen, is `қабылдау`."""
    word = word.translate(_DROP)
    if word.isascii():
        return word.lower()[:MAX_WORD]
    word = unicodedata.normalize("NFKC", word)
    if _LATIN.search(word) and is_cyrillic(word):
        word = _one_alphabet(word)
    return word.lower().replace("i\u0307", "i").translate(_STRAY)[:MAX_WORD]


def _one_alphabet(word: str) -> str:
    """The word in the alphabet of most of its letters: look-alikes change sides."""
    cyrillic, latin = len(_CYRILLIC.findall(word)), len(_LATIN.findall(word))
    if cyrillic >= latin:
        capitals = word[:1].isupper() and len(word) > 1
        letters = (
            _CAPITALS.get(letter) or _TO_CYRILLIC.get(letter.lower(), letter)
            if capitals or letter.islower()
            else _TO_CYRILLIC.get(letter.lower(), letter)
            for letter in word
        )
        return "".join(letters)
    return "".join(_TO_LATIN.get(letter.lower(), letter) for letter in word)


def is_latin(word: str) -> bool:
    """Whether a normalised word is written in Latin letters."""
    return bool(_LATIN.search(word)) and not is_cyrillic(word)


def is_cyrillic(word: str) -> bool:
    """Whether a normalised word has a Cyrillic letter."""
    return bool(_CYRILLIC.search(word))
