"""Mending a query's terms that the index does not know: one edit, then one edit of a beginning.

`repair` wants the vocabulary in memory. An engine that keeps it in a table asks, for each unknown
term, for the rows among each set of `rounds(term)` in turn (a plain `IN (...)`) until one answers,
and gives what it found to `choose`:

    for near in rounds(term):
        known = {row.term: row.df for row in table.filter(field=field, term__in=near)}
        if known:
            terms += choose(term, known)
            break
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

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
    kept: list[str] = []
    heads: list[str] = []
    unknown = 0
    for term in terms:
        if term in vocabulary:
            kept.append(term)
        elif not term.startswith(HEAD_MARK):
            mended = mend(term, vocabulary) if unknown < MOST else [term]
            unknown += 1
            heads += [HEAD_MARK + other[:HEAD] for other in mended if other != term]
            kept += mended
    kept += [head for head in heads if head in vocabulary]
    return list(dict.fromkeys(kept))


def mend(term: str, vocabulary: Mapping[str, int]) -> list[str]:
    """What replaces one unknown term."""
    for near in rounds(term):
        known = {other: vocabulary[other] for other in near & vocabulary.keys()}
        if known:
            return choose(term, known)
    return [term]


def choose(term: str, known: Mapping[str, int]) -> list[str]:
    """The best of the known neighbours: same first letter, then the more frequent."""
    order = sorted(known, key=lambda other: (other[0] != term[0], -known[other], other))
    return order[:KEPT]
