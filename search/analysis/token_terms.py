"""From a word to its index terms: the stem, its folded twin, its head and its trigrams."""

from functools import cache, lru_cache
from threading import Lock

from search.analysis.folding import fold
from search.analysis.spelling import HEAD, HEAD_MARK
from search.analysis.stemming import kazakh
from search.analysis.stemming.alphabet import KAZAKH_ONLY
from search.analysis.tokenizer import is_cyrillic, is_latin
from search.analysis.transliteration import from_2021, to_cyrillic

_ONE_AT_A_TIME = Lock()  # Snowball's stemmers keep the word in themselves
CACHED = 1 << 16
NOT = "¬"  # before a term whose word denies its stem, where that is kept
# Nouns whose -ём, written -ем, Snowball takes for the ending of a verb: приём, приёма.
NOUNS_IN_EM = frozenset(("прием", "подъем", "объем", "съем", "наем", "заем", "проем", "водоем"))


@lru_cache(maxsize=CACHED)
def stems(word: str, language: str, negation: bool = False) -> tuple[str, ...]:
    """The stem of a normalised word read as `language`; its own letters may show another.

    With `negation` a Kazakh word that denies its stem has another: қабылдамау is ¬қабылда.
    """
    if is_latin(word):
        spelt = from_2021(word)
        return (kazakh_stem(spelt, negation) if spelt else english(word),)
    if not is_cyrillic(word):
        return (word,)
    return (russian(word) if _russian(word, language) else kazakh_stem(word, negation),)


@lru_cache(maxsize=CACHED)
def twins(word: str, language: str, negation: bool = False) -> tuple[str, ...]:
    """Stems of the folded word; a Latin word is Kazakh, and in a Russian text Russian too."""
    if is_latin(word):
        cyrillic = to_cyrillic(word)
        kazakh_twin = kazakh_folded(fold(cyrillic), negation)
        return (kazakh_twin, fold(russian(cyrillic))) if language == "ru" else (kazakh_twin,)
    if not is_cyrillic(word):
        return ()
    if _russian(word, language):
        return (fold(russian(word)) or word,)
    return (kazakh_folded(fold(word), negation) or word,)


@cache
def _snowball(language: str):
    """A stemmer; loaded with the first word: Snowball brings thirty languages with it."""
    import snowballstemmer

    return snowballstemmer.stemmer(language)


def _russian(word: str, language: str) -> bool:
    return language == "ru" and KAZAKH_ONLY.isdisjoint(word)


def russian(word: str) -> str:
    """Snowball's Russian stem; ё is е already."""
    if word in NOUNS_IN_EM:
        return word
    with _ONE_AT_A_TIME:
        return _snowball("russian").stemWord(word) or word


def english(word: str) -> str:
    """Snowball's English stem."""
    with _ONE_AT_A_TIME:
        return _snowball("english").stemWord(word) or word


def kazakh_stem(word: str, negation: bool = False) -> str:
    """Our stem of a Cyrillic word."""
    return _stem(kazakh.full(), kazakh.spell_out(word), negation)


def kazakh_folded(word: str, negation: bool = False) -> str:
    """Our stem of a folded word."""
    return _stem(kazakh.folded(), word, negation) if word else word


def _stem(stemmer: kazakh.Stemmer, word: str, negation: bool) -> str:
    stem, denied = stemmer.read(word)
    return NOT + stem if negation and denied else stem


@lru_cache(maxsize=CACHED)
def grams(word: str) -> tuple[str, ...]:
    """Trigrams of the folded word with its edges: жол gives _жо жол ол_."""
    edged = f"_{_folded_cyrillic(word)}_"
    return tuple(edged[place : place + 3] for place in range(len(edged) - 2))


@lru_cache(maxsize=CACHED)
def head(word: str) -> str:
    """The first HEAD letters of the folded word, marked `_`; '' when it has no more."""
    folded = _folded_cyrillic(word)
    return HEAD_MARK + folded[:HEAD] if len(folded) >= HEAD else ""


def _folded_cyrillic(word: str) -> str:
    if is_latin(word):
        return fold(to_cyrillic(word))
    return fold(word) if is_cyrillic(word) else ""
