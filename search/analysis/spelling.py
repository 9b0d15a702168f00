"""Correct the terms of a query that the index does not know: by one edit, then one of a prefix.

`repair` takes the vocabulary in memory; `repair_with_lookup` asks for the few strings it needs, so
that a backend can keep its vocabulary in a table of any size.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache

from search.analysis.folding import fold
from search.analysis.stemming import kazakh

Lookup = Callable[[frozenset[str]], Mapping[str, int]]  # strings → the known ones, frequency

LETTERS = "аәбвгғдежзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
LATIN = "abcdefghijklmnopqrstuvwxyz"
MIN_LENGTH = 4  # letters; a shorter term has too many neighbours
MAX_LENGTH = 24
MAX_CUT = 4  # letters taken off the end when the whole term has no neighbour
MIN_LENGTH_CUT = 5  # letters that must be left then
MIN_LENGTH_SECOND_EDIT = 8  # of a term in which two letters may be wrong
# Folded stems of every class that endings tell apart: after a vowel, a voiced and a hard sound,
# back and front, of nouns and verbs.
SAMPLE_STEMS = (
    *("бала", "кала", "олке", "жол", "кун", "адам", "мектеп", "сабак", "киз", "коз"),
    *("бар", "кел", "тирке", "сура"),
)
PREFIX_MARK, PREFIX_LENGTH = "_", 5  # the fold field also holds first letters, marked
MAX_REPAIRED = 12  # unknown terms in one call: a long text is no query


@lru_cache(maxsize=64)  # a long word has 100 KB of them
def edit_candidates(term: str) -> frozenset[str]:
    """Return every other string one edit from `term`: a letter dropped, swapped, changed or added.

    Some 85 strings a letter; empty for a term that cannot be repaired.
    """
    if not is_repairable(term):
        return frozenset()
    letters = LATIN if term.isascii() else LETTERS
    splits = [(term[:place], term[place:]) for place in range(len(term) + 1)]
    dropped = [a + b[1:] for a, b in splits if b]
    swapped = [a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1]
    changed = [a + letter + b[1:] for a, b in splits if b for letter in letters]
    added = [a + letter + b for a, b in splits for letter in letters]
    return frozenset((*dropped, *swapped, *changed, *added)) - {term}


def candidate_rounds(term: str) -> Iterator[frozenset[str]]:
    """Yield the sets to look up in turn: neighbours of the term, then of its prefixes.

    A typo in the stem often hides the ending too (домоофнның): then a prefix is one edit from a
    known stem, and what is cut off is an ending (`keeps_ending`).
    """
    if not is_repairable(term):
        return
    yield edit_candidates(term)
    for cut in range(1, MAX_CUT + 1):
        prefix = term[:-cut]
        if len(prefix) < MIN_LENGTH_CUT:
            return
        yield edit_candidates(prefix) | {prefix}


def is_repairable(term: str) -> bool:
    """Whether a term is a word of MIN_LENGTH to MAX_LENGTH letters, no trigram or number."""
    return MIN_LENGTH <= len(term) <= MAX_LENGTH and term.isalpha()


def repair(terms: Iterable[str], vocabulary: Mapping[str, int]) -> list[str]:
    """Return the terms with those that `vocabulary` (term → document frequency) lacks corrected.

    Known terms stay; an unknown one is replaced by its nearest neighbour; one without neighbours
    stays, and finds nothing. Unknown prefixes and trigrams (marked `_`) go; the prefixes of the
    corrected terms come instead. The work does not grow with the vocabulary.
    """
    return repair_with_lookup(
        terms, lambda strings: {term: vocabulary[term] for term in strings & vocabulary.keys()}
    )


def repair_with_lookup(terms: Iterable[str], lookup: Lookup) -> list[str]:
    """Repair terms for a backend that keeps its vocabulary in a table.

    `lookup(strings)` gives those of the strings that the field's index holds, with their document
    frequency: one `IN (...)`. It is called once for the terms, once a round (at most 1 + MAX_CUT
    times) for the neighbours of all terms still unknown, once for prefixes.
    """
    distinct = list(dict.fromkeys(terms))
    known = lookup(frozenset(distinct))
    unknown = [term for term in distinct if term not in known and not term.startswith(PREFIX_MARK)]
    corrected = _correct(unknown[:MAX_REPAIRED], lookup)
    repaired = [
        corrected.get(term, term)
        for term in distinct
        if term in known or not term.startswith(PREFIX_MARK)
    ]
    prefixes = list(dict.fromkeys(PREFIX_MARK + t[:PREFIX_LENGTH] for t in corrected.values()))
    if prefixes and any(term.startswith(PREFIX_MARK) for term in distinct):
        known_prefixes = lookup(frozenset(prefixes))
        repaired += [prefix for prefix in prefixes if prefix in known_prefixes]
    return list(dict.fromkeys(repaired))


def _correct(unknown: list[str], lookup: Lookup) -> dict[str, str]:
    """Return the replacement of each unknown term that has a neighbour."""
    corrected: dict[str, str] = {}
    rounds = {term: candidate_rounds(term) for term in unknown}
    cut = -1
    while rounds:
        cut += 1
        near = {term: next(candidates, frozenset()) for term, candidates in rounds.items()}
        strings = frozenset().union(*near.values())
        known = lookup(strings) if strings else {}
        for term, candidates in near.items():
            neighbours = {
                other: known[other]
                for other in candidates & known.keys()
                if keeps_ending(term, other, cut)
            }
            if neighbours:
                corrected[term] = choose_neighbour(term, neighbours)
            if neighbours or not candidates:
                del rounds[term]
    return corrected


def keeps_ending(term: str, other: str, cut: int) -> bool:
    """Return whether the last `cut` letters of a term, taken off to find `other`, are an ending.

    Only Kazakh words hide one: a Russian stem has lost its own, so that гололед is not голов. A
    vowel may be missing in it, as stems are written without weak ones, and in a long term a letter
    may be wrong.
    """
    if not cut:
        return True
    rest = fold(term[-cut:])
    endings = {rest}
    if term.startswith(other):
        endings.add(fold(term.removeprefix(other)))
    if len(term) >= MIN_LENGTH_SECOND_EDIT and cut > 2:
        endings.add(rest[1:])
    endings |= {end[:n] + "и" + end[n:] for end in endings for n in range(1, len(end))}
    return any(map(is_ending, endings))


@cache
def is_ending(text: str) -> bool:
    """Return whether some Kazakh stem may be followed by folded letters, the linking vowel too."""
    stem = kazakh.folded_stemmer().stem
    return any(
        stem(sample + link + text) == stem(sample) for sample in SAMPLE_STEMS for link in ("", "и")
    )


def choose_neighbour(term: str, frequencies: Mapping[str, int]) -> str:
    """Return the best of some known neighbours: same first letter, then the most frequent."""
    return min(frequencies, key=lambda other: (other[0] != term[0], -frequencies[other], other))
