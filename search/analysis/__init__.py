"""The language of search: from a text to index terms, in Kazakh, Russian and English.

`fields` is called alike on documents and queries; `WEIGHTS` rank its fields; `repair` mends the
unknown terms of a query. `tokens` and `match_keys` are for marking the words found. Pure Python,
no framework, no input that raises. docs/kazakh-morphology.md explains the stemmer.
"""

from functools import lru_cache
from typing import NamedTuple

from search.analysis.keyboard_layout import retyped
from search.analysis.language_detection import detect, guess
from search.analysis.spelling import candidates, repair, repair_with
from search.analysis.stopwords import LITTLE_WORDS, is_little
from search.analysis.token_terms import CACHED, grams, head, stems, twins
from search.analysis.tokenizer import Token, spelt, tokens
from search.analysis.word_match import Sense, sense

__all__ = [
    "WEIGHTS",
    "Sense",
    "Token",
    "candidates",
    "detect",
    "fields",
    "guess",
    "is_little",
    "match_keys",
    "repair",
    "repair_with",
    "sense",
    "tokens",
    "words_of",
]

LANGUAGES = ("kk", "ru", "en")
WEIGHTS = {"stem": 1.5, "fold": 1.5, "gram": 0.25}
QUERY_LENGTH = 200  # a text this short may be a query typed in the wrong keyboard layout


def fields(text: str, language: str | None) -> dict[str, list[str]]:
    """Index terms of a text by field, 'stem' first; the same for a document and for a query.

    `language` is 'kk', 'ru', 'en' or None: then it is detected, and a word that could be Kazakh or
    Russian gets the terms of both.
    """
    words = words_of(text)
    readings = _languages(words, language)
    read = [_read(word, readings) for word in words]
    telling = [each for each in read if not each.little] or read
    return {
        "stem": [term for each in read for term in each.stem],
        "fold": [term for each in telling for term in each.fold],
        # Each gram once: how often it stands says nothing, and the index is smaller.
        "gram": list(dict.fromkeys(gram for each in telling for gram in each.gram)),
    }


def words_of(text: str) -> list[str]:
    """The normalised words of a text; of a short one also as the other keyboard layout has them."""
    words = list(spelt(text))
    return words + retyped(text) if len(text) <= QUERY_LENGTH else words


class _Read(NamedTuple):
    """The terms of one word by field, and whether it is one of the little words."""

    stem: tuple[str, ...]
    fold: tuple[str, ...]
    gram: tuple[str, ...]
    little: bool


@lru_cache(maxsize=CACHED)
def _read(word: str, readings: tuple[str, ...]) -> _Read:
    stem = dict.fromkeys(term for reading in readings for term in stems(word, reading))
    fold = dict.fromkeys(term for reading in readings for term in twins(word, reading))
    if readings != ("ru",) and (first := head(word)):  # Snowball's Russian stem is a head already
        fold[first] = None
    return _Read(tuple(stem), tuple(fold), grams(word), word in LITTLE_WORDS)


def _languages(words: list[str], language: str | None) -> tuple[str, ...]:
    if language in LANGUAGES:
        return (language,)
    best, certain = guess(words)
    return (best,) if certain else ("kk", "ru")


def match_keys(word: str, language: str | None = None) -> frozenset[tuple[str, str]]:
    """(field, term) pairs of one word as `tokens` gives it: two words match if they share one.

    A highlighter takes the keys of the query's words (and of its repaired terms, field by field)
    and marks every token of the document whose keys meet them.
    """
    keys: set[tuple[str, str]] = set()
    for reading in _languages([word], language):
        keys.update(("stem", term) for term in stems(word, reading))
        keys.update(("fold", term) for term in twins(word, reading))
    return frozenset(keys)
