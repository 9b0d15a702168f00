"""Text analysis of search: from a text to index terms, in Kazakh, Russian and English.

`fields` is called alike on documents and queries; `WEIGHTS` rank its fields; `repair` corrects the
unknown terms of a query. `tokenize` and `match_keys` are for highlighting. Pure Python without a
framework; no input raises. docs/kazakh-morphology.md explains the stemmer.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from sys import intern
from typing import NamedTuple

from search.analysis.keyboard_layout import retype, retype_words
from search.analysis.language_detection import LANGUAGES, detect_language, guess_language
from search.analysis.spelling import edit_candidates, is_ending, repair, repair_with_lookup
from search.analysis.stopwords import STOPWORDS, is_stopword
from search.analysis.token_terms import (
    CACHE_SIZE,
    NEGATION_MARK,
    fold_to_cyrillic,
    folded_stem_terms,
    prefix_term,
    stem_terms,
    trigrams,
)
from search.analysis.tokenizer import iter_words, tokenize
from search.analysis.word_match import analyze_word

__all__ = [
    "LANGUAGES",
    "NEGATION_MARK",
    "WEIGHTS",
    "analyze_word",
    "detect_language",
    "edit_candidates",
    "extract_words",
    "fields",
    "fold_to_cyrillic",
    "guess_language",
    "is_ending",
    "is_stopword",
    "match_keys",
    "repair",
    "repair_with_lookup",
    "retype",
    "tokenize",
    "trigrams",
]

WEIGHTS = {"stem": 1.5, "fold": 1.5, "gram": 0.25}
QUERY_LENGTH = 200  # a text this short may be a query typed in the wrong keyboard layout


def fields(text: str, language: str | None) -> dict[str, list[str]]:
    """Return the index terms of a text by field, 'stem' first; alike for documents and queries.

    `language` is 'kk', 'ru', 'en' or None: then it is detected, and a word that could be Kazakh or
    Russian gets the terms of both.
    """
    words = extract_words(text)
    readings = _languages(words, language)
    # Each word once, and no loop of our own over terms: an index of all answers is made by this.
    distinct = {word: _word_terms(word, readings) for word in dict.fromkeys(words)}
    analyzed = [distinct[word] for word in words]
    content = [word for word in analyzed if not word.is_stopword]
    spelt = [word for word in distinct.values() if not word.is_stopword]
    return {
        "stem": list(chain.from_iterable(map(STEM, analyzed))),
        "fold": list(chain.from_iterable(map(FOLD, content or analyzed))),
        # Each trigram once: its frequency says nothing, and the index is smaller.
        "gram": list(dict.fromkeys(chain.from_iterable(map(GRAM, spelt or distinct.values())))),
    }


def extract_words(text: str) -> list[str]:
    """Return the normalised words of a text; of a short one also in the other keyboard layout."""
    words = list(iter_words(text))
    return words + retype_words(text) if len(text) <= QUERY_LENGTH else words


class _WordTerms(NamedTuple):
    """The terms of one word by field, and whether it is a stopword."""

    stem: tuple[str, ...]
    fold: tuple[str, ...]
    gram: tuple[str, ...]
    is_stopword: bool


STEM, FOLD, GRAM = (attrgetter(name) for name in WEIGHTS)


@lru_cache(maxsize=CACHE_SIZE)
def _word_terms(word: str, readings: tuple[str, ...]) -> _WordTerms:
    stem = dict.fromkeys(term for reading in readings for term in stem_terms(word, reading))
    # A negated word is also a term of its own, so that texts with the negation rank first.
    negated = (term for reading in readings for term in stem_terms(word, reading, True))
    stem |= dict.fromkeys(term for term in negated if term.startswith(NEGATION_MARK))
    fold = dict.fromkeys(term for reading in readings for term in folded_stem_terms(word, reading))
    if readings != ("ru",) and (prefix := prefix_term(word)):  # a Russian stem is a prefix already
        fold[prefix] = None
    return _WordTerms(_shared(stem), _shared(fold), _shared(trigrams(word)), word in STOPWORDS)


def _shared(terms: Iterable[str]) -> tuple[str, ...]:
    """Return the terms, equal ones of all words as one object: sets of them are made faster."""
    return tuple(map(intern, terms))


def _languages(words: list[str], language: str | None) -> tuple[str, ...]:
    if language in LANGUAGES:
        return (language,)
    likeliest, certain = guess_language(words)
    return (likeliest,) if certain else ("kk", "ru")


@lru_cache(maxsize=20_000)
def match_keys(word: str, language: str | None = None) -> frozenset[tuple[str, str]]:
    """Return (field, term) pairs of one word as `tokenize` gives it; matching words share a pair.

    A highlighter takes the keys of the query's words (and of its corrected terms, field by field)
    and marks every token of the document whose keys meet them.
    """
    keys: set[tuple[str, str]] = set()
    for reading in _languages([word], language):
        keys.update(("stem", term) for term in stem_terms(word, reading))
        keys.update(("fold", term) for term in folded_stem_terms(word, reading))
    return frozenset(keys)
