"""Chains of endings, made once from the table: every legal one with what it may stand on.

Inside a chain harmony and assimilation are settled here, so that taking a word apart is a handful
of dictionary look-ups.
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
from search.analysis.stemming.suffixes import Ending

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
class Chain:
    """Written endings, what the stem before them must be, their price and the rows they are."""

    text: str
    classes: int
    harmony: int
    price: float
    names: tuple[str, ...]
    nominal: bool = False
    denies: bool = False


def spellings(ending: Ending) -> Iterator[tuple[str, int, int]]:
    """Every written form of a row with the classes and the harmony it stands on."""
    if ending.spelling.startswith("("):
        bracket, rest = ending.spelling[1], ending.spelling[3:]
        buffer_is_vowel = bracket in "AI" or bracket in VOWELS
        with_buffer = CONSONANT if buffer_is_vowel else VOWEL
        variants = [(bracket + rest, with_buffer), (rest, ANY_CLASS & ~with_buffer)]
    else:
        variants = [(ending.spelling, ANY_CLASS)]
    for pattern, classes in variants:
        for text, allowed, harmony in _write(pattern):
            if allowed & classes & ending.on:
                yield text, allowed & classes & ending.on, harmony


def _write(pattern: str) -> Iterator[tuple[str, int, int]]:
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
    """Harmony that the next ending must have after `text`; `before` if it has no say."""
    for letter in reversed(text):
        side = LETTER_HARMONY.get(letter)
        if side:
            return side
    return before


def chains(rows: Iterable[Ending], start: str, longest: int) -> list[Chain]:
    """Every legal chain of at most `longest` endings, each row used once."""
    rows = tuple(rows)
    forms = {row.name: tuple(spellings(row)) for row in rows}
    followers: dict[str, list[Ending]] = {}
    for row in rows:
        for name in row.after.split():
            followers.setdefault(name, []).append(row)
    found: list[Chain] = []
    pending = [Chain("", ANY_CLASS, BOTH, 0.0, (start,))]
    while pending:
        chain = pending.pop()
        for row in followers.get(chain.names[-1], ()):
            if row.name in chain.names or len(chain.names) > longest:
                continue
            for longer in _extend(chain, row, forms[row.name]):
                pending.append(longer)
                if row.ends:
                    found.append(longer)
    return found


def _extend(chain: Chain, row: Ending, forms: tuple[tuple[str, int, int], ...]) -> Iterator[Chain]:
    last = LETTER_CLASS.get(chain.text[-1:], ANY_CLASS)
    side = harmony_after(chain.text, chain.harmony)
    for text, classes, harmony in forms:
        if not (classes & last and harmony & side):
            continue
        first = not chain.text
        # an ending without a vowel of its own decides nothing, so the stem's harmony stays open
        stem_side = harmony if first else _narrow(chain, harmony)
        yield Chain(
            chain.text + text,
            classes if first else chain.classes,
            stem_side,
            round(chain.price + row.price, 3),
            (*chain.names, row.name),
            row.nominal,
            chain.denies or row.denies,
        )


def _narrow(chain: Chain, harmony: int) -> int:
    return chain.harmony if harmony_after(chain.text, 0) else chain.harmony & harmony


def _with_softened(found: Iterable[Chain]) -> Iterator[Chain]:
    """Chains that behave as nouns also soften before a vowel: -ғандық, -ғандығ(ы)."""
    for chain in found:
        yield chain
        if chain.nominal and chain.text[-1] in "қк":
            yield replace(chain, text=chain.text[:-1] + {"қ": "ғ", "к": "г"}[chain.text[-1]])


def lookup(
    found: Iterable[Chain], spell: Callable[[str], str] | None = None
) -> dict[str, tuple[tuple[int, int, float, bool, bool], ...]]:
    """Chains by their written form: (classes, harmony, price, nominal, denies), the dearer ones
    dropped.

    It is a trie of tails: every end of a chain is a key too, empty when it is no chain itself, so
    that a search from the end of a word stops at the first tail that is not there.

    `spell` rewrites the endings for another alphabet (the folded one); harmony is then ignored.
    """
    best: dict[str, dict[tuple[int, int, bool, bool], float]] = {}
    for chain in _with_softened(found):
        text = spell(chain.text) if spell else chain.text
        key = (chain.classes, BOTH if spell else chain.harmony, chain.nominal, chain.denies)
        prices = best.setdefault(text, {})
        prices[key] = min(chain.price, prices.get(key, chain.price))
    table: dict[str, tuple[tuple[int, int, float, bool, bool], ...]] = {}
    for text, prices in best.items():
        for start in range(1, len(text)):
            table.setdefault(text[start:], ())
        table[text] = tuple((c, h, price, n, no) for (c, h, n, no), price in sorted(prices.items()))
    return table
