"""The language of search: from a text to index terms, in Kazakh, Russian and English.

`fields` is called alike on documents and queries; `WEIGHTS` rank its fields; `repair` mends the
unknown terms of a query. `tokens` and `match_keys` are for marking the words found. Pure Python,
no framework, no input that raises. docs/kazakh-morphology.md explains the stemmer.
"""

from collections.abc import Callable, Iterable

from .detect import detect, guess
from .layout import retyped
from .little_words import LITTLE_WORDS
from .mend import candidates, repair, repair_with
from .normalise import Token, tokens
from .terms import grams, head, stems, twins

__all__ = [
    "WEIGHTS",
    "Token",
    "candidates",
    "detect",
    "fields",
    "match_keys",
    "repair",
    "repair_with",
    "tokens",
]

Terms = Callable[[str, str], tuple[str, ...]]
LANGUAGES = ("kk", "ru", "en")
WEIGHTS = {"stem": 1.5, "fold": 1.5, "gram": 0.25}
QUERY_LENGTH = 200  # a text this short may be a query typed in the wrong keyboard layout


def fields(text: str, language: str | None) -> dict[str, list[str]]:
    """Index terms of a text by field, 'stem' first; the same for a document and for a query.

    `language` is 'kk', 'ru', 'en' or None: then it is detected, and a word that could be Kazakh or
    Russian gets the terms of both.
    """
    words = [token.word for token in tokens(text)]
    if len(text) <= QUERY_LENGTH:
        words += retyped(text)
    telling = [word for word in words if word not in LITTLE_WORDS] or words
    readings = _languages(words, language)
    stem = [term for word in words for term in _read(stems, word, readings)]
    folded = [term for word in telling for term in _read(twins, word, readings)]
    if readings != ("ru",):  # Snowball's Russian stem is a head already
        folded += filter(None, map(head, telling))
    return {"stem": stem, "fold": folded, "gram": _once(map(grams, telling))}


def _read(how: Terms, word: str, readings: tuple[str, ...]) -> Iterable[str]:
    """The terms of a word in each reading, those that are alike once."""
    if len(readings) == 1:
        return how(word, readings[0])
    return dict.fromkeys(term for reading in readings for term in how(word, reading))


def _once(groups: Iterable[tuple[str, ...]]) -> list[str]:
    """Each gram once: how often it stands in a text says nothing, and the index is smaller."""
    return list(dict.fromkeys(gram for group in groups for gram in group))


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
