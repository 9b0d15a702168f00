"""Strict comparison of two words: exact, inflected, or differing only in Kazakh letters.

An index finds more than was asked and ranks it: it folds letters and drops «not». A list that
editors wrote must not: «қабылдау» is no form of «қабылдамау», and «қарыз» is not «кәріз».
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from search.analysis.normalization import is_cyrillic, is_latin
from search.analysis.stemming.alphabet import KAZAKH_ONLY
from search.analysis.token_terms import (
    CACHE_SIZE,
    NEGATION_MARK,
    folded_stem_terms,
    kazakh_stem,
    stem_terms,
)
from search.analysis.transliteration import from_2021_alphabet

EXACT, INFLECTED, FOLDED = range(3)  # how two words match: the best first
Key = tuple[str, str, str]  # "stem" or "fold", language, term
# (ending, its replacement), the first that fits. After Harman's S-stemmer.
ENGLISH_PLURALS: tuple[tuple[str, str], ...] = (
    ("ies", "y"),
    ("sses", "ss"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("xes", "x"),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
)


@dataclass(frozen=True)
class WordAnalysis:
    """One word: its spelling, its stems by language, and their folded forms."""

    spelling: str
    stems: frozenset[Key]
    folded: frozenset[Key]
    kazakh_letters: frozenset[str]  # letters of its stem that only Kazakh has

    @cached_property
    def keys(self) -> frozenset[Key]:
        """Return the keys of which two matching words share one."""
        return self.stems | self.folded

    @property
    def is_negated(self) -> bool:
        """Whether it means the contrary of its stem: қабылдамау."""
        return any(term.startswith(NEGATION_MARK) for _field, _language, term in self.stems)

    def match(self, listed: "WordAnalysis") -> int | None:
        """Return how this word of a query matches a word of a list: EXACT, INFLECTED, FOLDED, None.

        A Kazakh letter that was typed is meant: a word with қ does not match one without it.
        Folding is for Kazakh, and for Russian only in Latin letters.
        """
        if self.spelling == listed.spelling:
            return EXACT
        if self.stems & listed.stems:
            return INFLECTED
        languages = {code for _field, code, _term in self.folded & listed.folded}
        if is_cyrillic(self.spelling):
            languages.discard("ru")
        if not languages or not is_cyrillic(listed.spelling):
            return None
        return FOLDED if self.kazakh_letters <= set(listed.spelling) else None


@lru_cache(maxsize=CACHE_SIZE)
def analyze_word(word: str, languages: tuple[str, ...] = ("kk", "ru", "en")) -> WordAnalysis:
    """Return the analysis of a word, as `tokenize` gives it, read in each of these languages."""
    cyrillic = from_2021_alphabet(word) if is_latin(word) else word if is_cyrillic(word) else None
    return WordAnalysis(
        cyrillic or word,
        frozenset(("stem", code, term) for code in languages for term in _stems(word, code)),
        frozenset(
            ("fold", code, term)
            for code in languages
            for term in folded_stem_terms(word, code, True)
        ),
        KAZAKH_ONLY.intersection(kazakh_stem(cyrillic)) if cyrillic else frozenset(),
    )


def _stems(word: str, code: str) -> tuple[str, ...]:
    """Return the stems; Snowball's English takes an officer for an office, a refusal for refuse."""
    if code != "en" or not is_latin(word) or from_2021_alphabet(word):
        return stem_terms(word, code, True)
    return (_english_singular(word),)


def _english_singular(word: str) -> str:
    for ending, replacement in ENGLISH_PLURALS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + replacement
    return word
