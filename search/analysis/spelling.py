"""Mending a query's terms that the index does not know: one edit, then one edit of a beginning.

`repair` wants the vocabulary in memory; `repair_with` asks for the few strings it needs, so an
engine can keep its vocabulary in a table however large.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

KnownAmong = Callable[[frozenset[str]], Mapping[str, int]]

LETTERS = "аәбвгғдежзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
LATIN = "abcdefghijklmnopqrstuvwxyz"
SHORTEST = 4  # letters; a shorter term has too many neighbours
LONGEST = 24
CUT = 4  # letters taken off the end when the whole term has no neighbour
SHORTEST_CUT = 5  # letters that must be left then
HEAD_MARK, HEAD = "_", 5  # the fold field also holds first letters, marked
MOST = 12  # unknown terms mended in one call: a long text is no query
KEPT = 1  # neighbours that replace one unknown term


@lru_cache(maxsize=2048)
def candidates(term: str) -> frozenset[str]:
    """Every string one edit from `term`, without it: drop, swap, change or add a letter.

    Some 85 strings a letter; empty for a term not worth mending.
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


def rounds(term: str) -> Iterator[frozenset[str]]:
    """The sets to look up in turn, until one is known: neighbours of the term, of its beginnings.

    A typo in the stem often hides the ending too (домоофнның): then a beginning is one edit from
    a known stem.
    """
    if not mendable(term):
        return
    yield candidates(term)
    for cut in range(1, CUT + 1):
        beginning = term[:-cut]
        if len(beginning) < SHORTEST_CUT:
            return
        yield candidates(beginning) | {beginning}


def mendable(term: str) -> bool:
    """Whether a term is a word of SHORTEST to LONGEST letters, no n-gram or number."""
    return SHORTEST <= len(term) <= LONGEST and term.isalpha()


def repair(terms: Iterable[str], vocabulary: Mapping[str, int]) -> list[str]:
    """The terms, with each one that `vocabulary` (term -> document frequency) lacks mended.

    Known terms stay; an unknown one gives way to its nearest neighbour; one without neighbours
    stays, and finds nothing. Unknown heads and n-grams (marked `_`) go; the heads of the mended
    terms come instead. The work does not grow with the vocabulary.
    """
    return repair_with(
        terms, lambda wanted: {term: vocabulary[term] for term in wanted & vocabulary.keys()}
    )


def repair_with(terms: Iterable[str], known_among: KnownAmong) -> list[str]:
    """`repair` for an engine that keeps its vocabulary in a table.

    `known_among(strings)` gives those of the strings that the field's index holds, with their
    document frequency: one `IN (...)`. It is asked once for the terms, once a round (at most
    1 + CUT times) for the neighbours of all terms still unknown, once for heads.
    """
    asked = list(dict.fromkeys(terms))
    known = known_among(frozenset(asked))
    unknown = [term for term in asked if term not in known and not term.startswith(HEAD_MARK)]
    mended = _mended(unknown[:MOST], known_among)
    kept = []
    for term in asked:
        if term in known:
            kept.append(term)
        elif not term.startswith(HEAD_MARK):
            kept += mended.get(term, [term])
    heads = {HEAD_MARK + other[:HEAD]: 0 for others in mended.values() for other in others}
    if heads and any(term.startswith(HEAD_MARK) for term in asked):
        found = known_among(frozenset(heads))
        kept += [head for head in heads if head in found]
    return list(dict.fromkeys(kept))


def _mended(unknown: list[str], known_among: KnownAmong) -> dict[str, list[str]]:
    """What replaces each unknown term, for those that have a neighbour."""
    mended: dict[str, list[str]] = {}
    waiting = {term: rounds(term) for term in unknown}
    while waiting:
        near = {term: next(tries, frozenset()) for term, tries in waiting.items()}
        wanted = frozenset().union(*near.values())
        known = known_among(wanted) if wanted else {}
        for term, strings in near.items():
            found = {other: known[other] for other in strings & known.keys()}
            if found:
                mended[term] = choose(term, found)
            if found or not strings:
                del waiting[term]
    return mended


def choose(term: str, known: Mapping[str, int]) -> list[str]:
    """The best of the known neighbours: same first letter, then the more frequent."""
    order = sorted(known, key=lambda other: (other[0] != term[0], -known[other], other))
    return order[:KEPT]
