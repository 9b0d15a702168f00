"""One spelling for each word: composed, lower case, of one alphabet, no invisible characters."""

import re
import unicodedata
from functools import lru_cache

from core.lookalikes import LATIN_CYRILLIC, STRAY_CYRILLIC

MAX_WORD = 64  # characters kept of one word; longer ones are noise
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"
APOSTROPHES = "'’‘ʼʹ`´"

_LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ɏə]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_REMOVED = str.maketrans(dict.fromkeys(INVISIBLE + APOSTROPHES, ""))

_TO_CYRILLIC = {latin: cyrillic for latin, cyrillic, _ in LATIN_CYRILLIC}
_TO_CYRILLIC |= {"h": "һ", "ï": "і"}
_CAPITALS = {"H": "н", "B": "в"}
_TO_LATIN = {other: latin for latin, other, _ in LATIN_CYRILLIC if latin.isascii()} | {
    "у": "y",
    "в": "b",
    "н": "h",
}
_STRAY = str.maketrans({stray: letter for stray, letter, _ in STRAY_CYRILLIC})


@lru_cache(maxsize=65536)
def normalize_word(word: str) -> str:
    """Return one spelling of a word: with a Latin a or a soft hyphen, `Қaбылдау` is `қабылдау`."""
    word = word.translate(_REMOVED)
    if word.isascii():
        return word.lower()[:MAX_WORD]
    word = unicodedata.normalize("NFKC", word)
    if _LATIN.search(word) and is_cyrillic(word):
        word = _to_one_alphabet(word)
    return word.lower().replace("i\u0307", "i").translate(_STRAY)[:MAX_WORD]


def _to_one_alphabet(word: str) -> str:
    """Return the word in the alphabet of most of its letters: look-alikes change sides."""
    cyrillic, latin = len(_CYRILLIC.findall(word)), len(_LATIN.findall(word))
    if cyrillic < latin:
        return "".join(_TO_LATIN.get(letter.lower(), letter) for letter in word)
    capitalized = word[:1].isupper() and len(word) > 1
    return "".join(
        (_CAPITALS.get(letter) if capitalized or letter.islower() else None)
        or _TO_CYRILLIC.get(letter.lower(), letter)
        for letter in word
    )


def is_latin(word: str) -> bool:
    """Whether a normalised word is written in Latin letters."""
    return bool(_LATIN.search(word)) and not is_cyrillic(word)


def is_cyrillic(word: str) -> bool:
    """Whether a normalised word has a Cyrillic letter."""
    return bool(_CYRILLIC.search(word))
