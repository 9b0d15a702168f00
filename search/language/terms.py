"""From words to index terms: the stem, its folded twin and trigrams, for each of three languages."""

from functools import lru_cache

import snowballstemmer

from . import kazakh
from .alphabet import KAZAKH_ONLY
from .fold import fold
from .normalise import is_cyrillic, is_latin
from .translit import from_2021, to_cyrillic

Terms = tuple[tuple[str, ...], tuple[str, ...]]

_RUSSIAN = snowballstemmer.stemmer("russian")
_ENGLISH = snowballstemmer.stemmer("english")
CACHED = 1 << 16


@lru_cache(maxsize=CACHED)
def stems(word: str, language: str) -> Terms:
    """(stems, folded stems) of a normalised word; the first is never empty for a word of letters."""
    if is_latin(word):
        return _latin(word, language)
    if not is_cyrillic(word):
        return (word,), ()
    if language == "ru" and not any(letter in KAZAKH_ONLY for letter in word):
        stem = russian(word)
        return (stem,), (fold(stem) or stem,)
    return (kazakh_stem(word),), (kazakh_folded(fold(word)),)


def _latin(word: str, language: str) -> Terms:
    spelt = from_2021(word)
    if spelt:
        return (kazakh_stem(spelt),), (kazakh_folded(fold(spelt)),)
    cyrillic = to_cyrillic(word)
    folded = (kazakh_folded(fold(cyrillic)),)
    if language == "ru":
        folded += (fold(russian(cyrillic)),)
    return (english(word),), folded


def russian(word: str) -> str:
    """Snowball's Russian stem; ё is е already."""
    return _RUSSIAN.stemWord(word) or word


def english(word: str) -> str:
    """Snowball's English stem."""
    return _ENGLISH.stemWord(word) or word


def kazakh_stem(word: str) -> str:
    """Our stem of a Cyrillic word."""
    return kazakh.full().stem(word.translate(kazakh.SPELL_OUT) or word)


def kazakh_folded(word: str) -> str:
    """Our stem of a folded word."""
    return kazakh.folded().stem(word) if word else word


@lru_cache(maxsize=CACHED)
def trigrams(word: str) -> tuple[str, ...]:
    """Trigrams of the folded word with its edges: жол gives _жо жол ол_."""
    if is_latin(word):
        word = to_cyrillic(word)
    if not is_cyrillic(word):
        return ()
    edged = f"_{fold(word)}_"
    return tuple(edged[place : place + 3] for place in range(len(edged) - 2))
