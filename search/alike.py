"""How much a text resembles a question by its spelling, or another text by its words."""

import math
from collections import Counter
from collections.abc import Collection, Mapping
from functools import lru_cache

from . import language
from .models import SearchEntry

READ = 3000  # letters of an entry that are compared
RESEMBLES = 0.4  # of the trigrams of two words; less is chance
OF_BEST = 0.7  # of the best resemblance; less is noise beside it
TELLING = 16  # words of a text that say what it is about
GRAZED = 0.35  # of the telling words' weight; less is no likeness


def resembling(words: Collection[str], rows: Mapping[int, SearchEntry]) -> dict[int, float]:
    """Rows that hold a word spelt much like one of `words`, by how much: 0.4 to 1."""
    asked = [grams for word in words if (grams := _grams(word))]
    if not asked:
        return {}
    found = {}
    for pk, row in rows.items():
        own = {_grams(token.word) for token in language.tokens(_text(row))}
        found[pk] = max((_dice(a, b) for a in asked for b in own), default=0.0)
    enough = max(RESEMBLES, OF_BEST * max(found.values(), default=0.0))
    return {pk: share for pk, share in found.items() if share >= enough}


@lru_cache(maxsize=1 << 14)
def _grams(word: str) -> frozenset[str]:
    return frozenset(language.grams(word))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if other else 0.0


def telling(stems: list[str], known: Mapping[str, int], rows: int) -> dict[str, float]:
    """The words that say what a text is about, by weight: often in it, seldom elsewhere."""
    weights = {
        stem: (1 + math.log(times)) * math.log(1 + rows / known[stem])
        for stem, times in Counter(stems).items()
        if known.get(stem)
    }
    best = sorted(weights, key=lambda stem: (-weights[stem], stem))[:TELLING]
    return {stem: weights[stem] for stem in best}


def likeness(weights: Mapping[str, float], rows: Mapping[int, SearchEntry]) -> dict[int, float]:
    """Rows that share enough of the telling words, by the share of their weight up to 1.

    A row's title says what it is about: what stands only in its text counts half.
    """
    whole = sum(weights.values())
    found = {}
    for pk, row in rows.items():
        share = _shared(weights, _text(row), row.language) / whole
        if share >= GRAZED:
            found[pk] = (share + _shared(weights, row.title, row.language) / whole) / 2
    return found


def _shared(weights: Mapping[str, float], text: str, code: str) -> float:
    own = set(language.fields(text, code).get("stem", ()))
    return sum(weights.get(stem, 0.0) for stem in own)


def _text(row: SearchEntry) -> str:
    return f"{row.title}\n{row.summary}\n{row.body}"[:READ]
