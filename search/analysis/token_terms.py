"""The index terms of one word: its stem, folded stem, prefix and trigrams."""

from collections.abc import Callable
from functools import cache, lru_cache
from threading import Lock

from search.analysis.folding import fold
from search.analysis.normalization import is_cyrillic, is_latin
from search.analysis.spelling import PREFIX_LENGTH, PREFIX_MARK
from search.analysis.stemming import kazakh
from search.analysis.stemming.alphabet import KAZAKH_ONLY
from search.analysis.transliteration import from_2021_alphabet, to_cyrillic

_SNOWBALL_LOCK = Lock()  # its stemmers keep the word in themselves
CACHE_SIZE = 1 << 16
REPEATED = 1 << 10  # stems of words that are asked for again at once: negated, folded
# Before the term of a negated word, where negation matters: a digit, which every index takes for a
# letter and no stem begins with.
NEGATION_MARK = "0"
# Snowball takes the -ём of these nouns, written -ем, for the ending of a verb: приём, приёма.
NOUNS_IN_EM = frozenset(("прием", "подъем", "объем", "съем", "наем", "заем", "проем", "водоем"))


@lru_cache(maxsize=CACHE_SIZE)
def stem_terms(word: str, language: str, negation: bool = False) -> tuple[str, ...]:
    """Return the stem of a normalised word read as `language`; its letters may show another.

    With `negation` the stem of a negated Kazakh word is marked: қабылдамау is 0қабылда.
    """
    if is_latin(word):
        cyrillic = from_2021_alphabet(word)
        return (kazakh_stem(cyrillic, negation) if cyrillic else snowball_stem(word, "english"),)
    if not is_cyrillic(word):
        return (word,)
    if _is_russian(word, language):
        return (snowball_stem(word, "russian"),)
    return (kazakh_stem(word, negation),)


@lru_cache(maxsize=CACHE_SIZE)
def folded_stem_terms(word: str, language: str, negation: bool = False) -> tuple[str, ...]:
    """Return the stems of the folded word; a Latin word is Kazakh, in Russian texts both."""
    if is_latin(word):
        cyrillic = to_cyrillic(word)
        stem = kazakh_folded_stem(fold(cyrillic), negation)
        return (stem, fold(snowball_stem(cyrillic, "russian"))) if language == "ru" else (stem,)
    if not is_cyrillic(word):
        return ()
    if _is_russian(word, language):
        return (fold(snowball_stem(word, "russian")) or word,)
    return (kazakh_folded_stem(fold(word), negation) or word,)


@cache
def _snowball(language: str):
    """Return a stemmer; imported late, since Snowball brings thirty languages with it."""
    import snowballstemmer

    return snowballstemmer.stemmer(language)


def _is_russian(word: str, language: str) -> bool:
    return language == "ru" and KAZAKH_ONLY.isdisjoint(word)


@lru_cache(maxsize=REPEATED)
def snowball_stem(word: str, language: str) -> str:
    """Return Snowball's "russian" or "english" stem of a word whose ё is е already."""
    if word in NOUNS_IN_EM:
        return word
    with _SNOWBALL_LOCK:
        return _snowball(language).stemWord(word) or word


def kazakh_stem(word: str, negation: bool = False) -> str:
    """Return the Kazakh stem of a Cyrillic word."""
    return _stem(_analyze, word, negation)


def kazakh_folded_stem(word: str, negation: bool = False) -> str:
    """Return the Kazakh stem of a folded word."""
    return _stem(_analyze_folded, word, negation) if word else word


def _stem(analyze: Callable[[str], tuple[str, bool]], word: str, negation: bool) -> str:
    stem, negated = analyze(word)
    return NEGATION_MARK + stem if negation and negated else stem


@lru_cache(maxsize=REPEATED)
def _analyze(word: str) -> tuple[str, bool]:
    return kazakh.full_stemmer().analyze(kazakh.spell_out(word))


@lru_cache(maxsize=REPEATED)
def _analyze_folded(word: str) -> tuple[str, bool]:
    return kazakh.folded_stemmer().analyze(word)


@lru_cache(maxsize=CACHE_SIZE)
def trigrams(word: str) -> tuple[str, ...]:
    """Return the trigrams of the folded word with its edges: жол gives _жо жол ол_."""
    edged = f"_{fold_to_cyrillic(word)}_"
    return tuple(edged[place : place + 3] for place in range(len(edged) - 2))


@lru_cache(maxsize=CACHE_SIZE)
def prefix_term(word: str) -> str:
    """Return the first PREFIX_LENGTH letters of the folded word, marked `_`; '' when too short."""
    folded = fold_to_cyrillic(word)
    return PREFIX_MARK + folded[:PREFIX_LENGTH] if len(folded) >= PREFIX_LENGTH else ""


def fold_to_cyrillic(word: str) -> str:
    """Return the folded word in Cyrillic letters; '' for a word of another alphabet."""
    if is_latin(word):
        return fold(to_cyrillic(word))
    return fold(word) if is_cyrillic(word) else ""
