"""Whether two words are one word, where a list of words is meant and not a text's index.

An index finds more than was asked and ranks it: it folds letters and drops «not». A list that
editors wrote must not: «қабылдау» is no form of «қабылдамау», and «қарыз» is not «кәріз».
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from search.analysis.stemming.alphabet import KAZAKH_ONLY
from search.analysis.token_terms import CACHED, NOT, kazakh_stem, stems, twins
from search.analysis.tokenizer import is_cyrillic, is_latin
from search.analysis.transliteration import from_2021

EXACT, FORM, LETTERS = range(3)  # how two words are one: the best first
STEM, LACKING = "stem", "fold"
Key = tuple[str, str, str]  # field, language, term
# The first that fits: (ending, what stands in its place). After Harman's S-stemmer.
PLURALS: tuple[tuple[str, str], ...] = (
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
class Sense:
    """One word: as it is written, its stems by language and, for want of letters, their twins."""

    spelling: str
    stems: frozenset[Key]
    twins: frozenset[Key]
    telling: frozenset[str]  # letters of its stem that only Kazakh has

    @cached_property
    def keys(self) -> frozenset[Key]:
        """What two words share that may be one."""
        return self.stems | self.twins

    @property
    def denies(self) -> bool:
        """Whether it says the contrary of its stem: қабылдамау, жұмыссыз."""
        return any(term.startswith(NOT) for _field, _language, term in self.stems)

    def meets(self, listed: "Sense") -> int | None:
        """How this word of a question is a word of a list: EXACT, another FORM, without its
        LETTERS; None if it is not.

        A letter that was typed is meant: what has қ is no word without it. English words lack none,
        and Russian ones only in Latin letters.
        """
        if self.spelling == listed.spelling:
            return EXACT
        if self.stems & listed.stems:
            return FORM
        read = {code for _field, code, _term in self.twins & listed.twins}
        lacking = read - {"ru"} if is_cyrillic(self.spelling) else read
        if not lacking or not is_cyrillic(listed.spelling):
            return None
        return LETTERS if self.telling <= set(listed.spelling) else None


@lru_cache(maxsize=CACHED)
def sense(word: str, languages: tuple[str, ...] = ("kk", "ru", "en")) -> Sense:
    """A word as `tokens` gives it, read in each of these languages."""
    cyrillic = from_2021(word) if is_latin(word) else word if is_cyrillic(word) else None
    return Sense(
        cyrillic or word,
        frozenset((STEM, code, term) for code in languages for term in _stems(word, code)),
        frozenset((LACKING, code, term) for code in languages for term in twins(word, code, True)),
        KAZAKH_ONLY.intersection(kazakh_stem(cyrillic)) if cyrillic else frozenset(),
    )


def _stems(word: str, code: str) -> tuple[str, ...]:
    """Snowball's English takes an officer for an office, and a refusal for refuse."""
    if code != "en" or not is_latin(word) or from_2021(word):
        return stems(word, code, True)
    return (_singular(word),)


def _singular(word: str) -> str:
    for ending, single in PLURALS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + single
    return word
