"""Every legal chain of suffixes with the sounds it may follow, built once from the table.

Harmony and assimilation inside a chain are resolved here, so that stemming a word is a handful of
dictionary look-ups.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from search.analysis.stemming.alphabet import (
    ANY_CLASS,
    BACK,
    BOTH,
    CONSONANT,
    FRONT,
    GLIDE,
    HARD,
    LATERAL,
    LETTER_CLASS,
    LETTER_HARMONY,
    NASAL,
    SIBILANT,
    VOWEL,
    VOWELS,
)
from search.analysis.stemming.suffixes import Suffix

VOICED = VOWEL | GLIDE | LATERAL | NASAL | SIBILANT

# symbol -> ((class of the sound before, harmony, letter), ...)
SOUNDS: dict[str, tuple[tuple[int, int, str], ...]] = {
    "A": ((ANY_CLASS, BACK, "а"), (ANY_CLASS, FRONT, "е")),
    "I": ((ANY_CLASS, BACK, "ы"), (ANY_CLASS, FRONT, "і")),
    "K": ((ANY_CLASS, BACK, "қ"), (ANY_CLASS, FRONT, "к")),
    "G": ((VOICED, BACK, "ғ"), (VOICED, FRONT, "г"), (HARD, BACK, "қ"), (HARD, FRONT, "к")),
    "D": ((VOICED, BOTH, "д"), (HARD, BOTH, "т")),
    "L": (
        (VOWEL | GLIDE, BOTH, "л"),
        (LATERAL | NASAL | SIBILANT, BOTH, "д"),
        (HARD, BOTH, "т"),
    ),
    "N": (
        (VOWEL | NASAL, BOTH, "н"),
        (GLIDE | LATERAL | SIBILANT, BOTH, "д"),
        (HARD, BOTH, "т"),
    ),
    "C": ((VOWEL, BOTH, "н"), (VOICED & ~VOWEL, BOTH, "д"), (HARD, BOTH, "т")),
    "B": ((NASAL, BOTH, "н"), (VOICED & ~NASAL, BOTH, "д"), (HARD, BOTH, "т")),
    "M": ((VOICED & ~SIBILANT, BOTH, "м"), (SIBILANT, BOTH, "б"), (HARD, BOTH, "п")),
    "Q": (
        (VOWEL | GLIDE | LATERAL, BOTH, "м"),
        (NASAL | SIBILANT, BOTH, "б"),
        (HARD, BOTH, "п"),
    ),
}


@dataclass(frozen=True)
class SuffixChain:
    """Suffixes as written, what the stem before them must be, their cost, their rows."""

    text: str
    classes: int
    harmony: int
    cost: float
    names: tuple[str, ...]
    nominal: bool = False
    negates: bool = False


def spellings(suffix: Suffix) -> Iterator[tuple[str, int, int]]:
    """Yield every written form of a row with the classes and the harmony it may follow."""
    if suffix.spelling.startswith("("):
        bracket, rest = suffix.spelling[1], suffix.spelling[3:]
        buffer_is_vowel = bracket in "AI" or bracket in VOWELS
        with_buffer = CONSONANT if buffer_is_vowel else VOWEL
        variants = [(bracket + rest, with_buffer), (rest, ANY_CLASS & ~with_buffer)]
    else:
        variants = [(suffix.spelling, ANY_CLASS)]
    for pattern, classes in variants:
        for text, allowed, harmony in _write_forms(pattern):
            if allowed & classes & suffix.on:
                yield text, allowed & classes & suffix.on, harmony


def _write_forms(pattern: str) -> Iterator[tuple[str, int, int]]:
    forms = [("", ANY_CLASS, BOTH)]
    for place, symbol in enumerate(pattern):
        options = SOUNDS.get(symbol, ((ANY_CLASS, BOTH, symbol),))
        forms = [
            (text + letter, classes & (allowed if place == 0 else ANY_CLASS), harmony & side)
            for text, classes, harmony in forms
            for allowed, side, letter in options
            if harmony & side and (classes & allowed or place)
        ]
    starts_with_vowel = pattern[0] in "AI" or pattern[0] in VOWELS - {"у"}
    for text, classes, harmony in forms:
        yield text, classes & CONSONANT if starts_with_vowel else classes, harmony


def harmony_after(text: str, before: int) -> int:
    """Return the harmony of the next suffix after `text`; `before` when no letter decides.

    A back stem in к or г is a loan, since Kazakh ones end in қ or ғ: its suffixes may be front
    (банк: банкке, банктен).
    """
    for letter in reversed(text):
        side = LETTER_HARMONY.get(letter)
        if side:
            return BOTH if text[-1] in "кг" else side
    return before


def build_chains(rows: Iterable[Suffix], start: str, max_length: int) -> list[SuffixChain]:
    """Return every legal chain of at most `max_length` suffixes, each row used once."""
    rows = tuple(rows)
    forms = {row.name: tuple(spellings(row)) for row in rows}
    followers: dict[str, list[Suffix]] = {}
    for row in rows:
        for name in row.after.split():
            followers.setdefault(name, []).append(row)
    complete: list[SuffixChain] = []
    pending = [SuffixChain("", ANY_CLASS, BOTH, 0.0, (start,))]
    while pending:
        chain = pending.pop()
        for row in followers.get(chain.names[-1], ()):
            if row.name in chain.names or len(chain.names) > max_length:
                continue
            for longer in _extend(chain, row, forms[row.name]):
                pending.append(longer)
                if row.final:
                    complete.append(longer)
    return complete


def _extend(
    chain: SuffixChain, row: Suffix, forms: tuple[tuple[str, int, int], ...]
) -> Iterator[SuffixChain]:
    last = LETTER_CLASS.get(chain.text[-1:], ANY_CLASS)
    side = harmony_after(chain.text, chain.harmony)
    for text, classes, harmony in forms:
        if not (classes & last and harmony & side):
            continue
        first = not chain.text
        # a suffix without a vowel decides nothing, so the stem's harmony stays open
        stem_side = harmony if first else _narrow_harmony(chain, harmony)
        yield SuffixChain(
            chain.text + text,
            classes if first else chain.classes,
            stem_side,
            round(chain.cost + row.cost, 3),
            (*chain.names, row.name),
            row.nominal,
            chain.negates or row.negates,
        )


def _narrow_harmony(chain: SuffixChain, harmony: int) -> int:
    return chain.harmony if harmony_after(chain.text, 0) else chain.harmony & harmony


def _add_softened(chains: Iterable[SuffixChain]) -> Iterator[SuffixChain]:
    """Yield the chains; those that behave as nouns also softened before a vowel: -ғандығ(ы)."""
    for chain in chains:
        yield chain
        if chain.nominal and chain.text[-1] in "қк":
            yield replace(chain, text=chain.text[:-1] + {"қ": "ғ", "к": "г"}[chain.text[-1]])


def build_lookup(
    chains: Iterable[SuffixChain], spell: Callable[[str], str] | None = None
) -> dict[str, tuple[tuple[int, int, float, bool, bool], ...]]:
    """Return written form → (classes, harmony, cost, nominal, negates) of the cheapest chains.

    The keys are a trie of tails: every end of a chain is a key too, empty when it is no chain
    itself, so that a search from the end of a word stops at the first tail that is missing.

    `spell` rewrites the suffixes for another alphabet (the folded one); harmony is then ignored.
    """
    best: dict[str, dict[tuple[int, int, bool, bool], float]] = {}
    for chain in _add_softened(chains):
        text = spell(chain.text) if spell else chain.text
        key = (chain.classes, BOTH if spell else chain.harmony, chain.nominal, chain.negates)
        costs = best.setdefault(text, {})
        costs[key] = min(chain.cost, costs.get(key, chain.cost))
    table: dict[str, tuple[tuple[int, int, float, bool, bool], ...]] = {}
    for text, costs in best.items():
        for start in range(1, len(text)):
            table.setdefault(text[start:], ())
        table[text] = tuple((c, h, cost, n, no) for (c, h, n, no), cost in sorted(costs.items()))
    return table
