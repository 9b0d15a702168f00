"""Mending a query's terms that the index does not know: one edit, then the longest known beginning.

`repair` wants the vocabulary in memory. An engine that keeps it in a table asks for the rows among
`candidates(term)` instead (a plain `IN (...)`), and gives what it found to `choose`.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
LATIN = "abcdefghijklmnopqrstuvwxyz"
SHORTEST = 4  # letters; a shorter term has too many neighbours
KEPT = 3  # neighbours that replace one unknown term


@lru_cache(maxsize=4096)
def candidates(term: str) -> frozenset[str]:
    """Every string one edit from `term` (and not `term`): drop, swap, change or add a letter.

    Some 90 strings a letter; empty for short terms, numbers and n-grams.
    """
    if not mendable(term):
        return frozenset()
    letters = LATIN if term.isascii() else LETTERS
    splits = [(term[:place], term[place:]) for place in range(len(term) + 1)]
    dropped = [a + b[1:] for a, b in splits if b]
    swapped = [a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1]
    changed = [a + letter + b[1:] for a, b in splits if b for letter in letters]
    added = [a + letter + b for a, b in splits for letter in letters]
    return frozenset((*dropped, *swapped, *changed, *added)) - {term}


def mendable(term: str) -> bool:
    """Whether a term is worth mending: a word of at least SHORTEST letters, not too long."""
    return SHORTEST <= len(term) <= 24 and term.isalpha()


def repair(terms: Iterable[str], vocabulary: Mapping[str, int]) -> list[str]:
    """The terms, with each one that `vocabulary` (term -> document frequency) lacks mended.

    Known terms stay; an unknown one gives way to at most KEPT neighbours; one without neighbours
    stays, and finds nothing.
    """
    mended: list[str] = []
    for term in terms:
        if term in vocabulary or not mendable(term):
            mended.append(term)
            continue
        near = {near: vocabulary[near] for near in candidates(term) if near in vocabulary}
        mended.extend(choose(term, near) or [term])
    return list(dict.fromkeys(mended))


def choose(term: str, near: Mapping[str, int]) -> list[str]:
    """The best of the known neighbours: same first letter, then the more frequent."""
    order = sorted(near, key=lambda other: (other[0] != term[0], -near[other], other))
    return order[:KEPT]
