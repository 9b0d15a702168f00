"""The Kazakh stemmer: of all legal ways to split a word into stem and suffixes, the cheapest.

Every legal chain of suffixes that the word may end in is tried; each leaves a stem. A reading costs
the letters of its stem plus the costs of its suffixes; known stems are cheaper, stems that Kazakh
does not build are dearer. A tail that ends no chain stops the search, and words are cut at
`MAX_LETTERS`, so the work is linear in the text. See docs/kazakh-morphology.md.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from search.analysis.folding import fold
from search.analysis.stemming.alphabet import ANY_CLASS, BOTH, LETTER_CLASS, VOWELS
from search.analysis.stemming.stems import NOUN, VERB, known_stems
from search.analysis.stemming.suffix_chains import (
    SuffixChain,
    build_chains,
    build_lookup,
    harmony_after,
)
from search.analysis.stemming.suffixes import NOUN_SUFFIXES, VERB_SUFFIXES

MAX_LETTERS = 40
MAX_CHAIN = 6  # suffixes of one word

SPELLED_OUT = str.maketrans({"я": "йа", "ю": "йу", "ё": "е", "ь": "", "щ": "ш"})
SOFTENED = {"п": "б", "к": "г", "қ": "ғ"}  # кітап: кітабы, аймақ: аймағы
_NEEDS_SPELLING_OUT = frozenset("яюёьщ")
HARDENED = {soft: hard for hard, soft in SOFTENED.items()}
FOLD_CLASS = LETTER_CLASS | {
    "и": LETTER_CLASS["ы"] | LETTER_CLASS["й"],
    "г": LETTER_CLASS["г"] | LETTER_CLASS["ғ"],
}

# Costs of a stem beside its letters, set on paradigms and lemma groups of DEV (docs/search.md) and
# by the examples of tests/search/test_analysis_examples.py.
SHORT_STEM_COST = 1.5  # two letters and not known
NO_VOWEL_COST = 100.0
RARE_FINAL_COST = 3.0  # ends as no Kazakh word does (тұрғ-)
SHORT_KNOWN_STEM_COST = 1.6  # two letters, though known
BARE_VERB_COST = 1.2  # a verb without a suffix is an imperative: жол+да before жолда!
STABLE_CACHE_SIZE = 1 << 15

Entries = tuple[tuple[int, int, float, bool, bool], ...]
SuffixTable = Mapping[str, Entries]

# (final consonants, the consonants that may stand before them); every other pair is rare
_FINAL_ROWS = (
    ("т", "рлнйуисшпкқхңф"), ("с", "рлнйуикқпт"), ("ш", "рлнйуи"), ("п", "рлмйуис"),
    ("кқ", "рлнйуисңзт"), ("дзжгцч", "рлнйуи"), ("н", "рлйуит"), ("м", "рлйуис"), ("лғ", "йуир"),
    ("р", "йуит"), ("б", "рлмйуи"), ("ң", "йуи"), ("вфх", "рлйуи"),
)  # fmt: skip
FINAL_PAIRS = {last: before for letters, before in _FINAL_ROWS for last in letters}


@dataclass
class Stemmer:
    """A stemmer for one alphabet: the full one or the folded one."""

    nouns: SuffixTable
    verbs: SuffixTable
    known: Mapping[int, Mapping[str, str]]
    classes: Mapping[str, int]
    harmony: bool
    pairs: Mapping[str, str]
    weak: str = "ыі"
    lookups: int = field(default=0, compare=False)  # so far; tests count them
    _stable: dict[str, bool] = field(default_factory=dict, compare=False)

    def stem(self, word: str) -> str:
        """Return the stem of a lower-case word, never empty.

        The stem of a stem is itself, except a listed verb that reads as an inflected noun (баста).
        """
        return self.analyze(word)[0]

    def analyze(self, word: str) -> tuple[str, bool]:
        """Return the stem of a word, and whether a suffix negates it: қабылда+ма+у.

        Of the readings, cheapest first, the first is taken whose stem is a stem of itself.
        """
        text = word[:MAX_LETTERS]
        costs: dict[tuple[str, bool], float] = {}
        negated: dict[tuple[str, bool], bool] = {}
        for length, kind, cost, negates in self._readings(text):
            shape = text[:length]
            lemma = self.known[kind].get(shape)
            if lemma:  # its letters are free, but two of them prove little
                reading, cost = (lemma, True), cost + (SHORT_KNOWN_STEM_COST if length < 3 else 0.0)
            else:
                reading = normalize_stem(shape, self.weak), False
                cost += length + self._stem_cost(shape)
            if cost < costs.get(reading, cost + 1):
                costs[reading], negated[reading] = cost, negates
        for reading in sorted(costs, key=costs.__getitem__) if len(costs) > 1 else costs:
            stem, known = reading
            if known or stem == text or self.is_stable(stem):
                return stem, negated[reading]
        return text, False

    def is_stable(self, stem: str) -> bool:
        """Whether the stem of `stem` is itself."""
        known = self._stable.get(stem)
        if known is None:
            if len(self._stable) > STABLE_CACHE_SIZE:
                self._stable.clear()
            known = self._stable[stem] = self.stem(stem) == stem
        return known

    def _readings(self, text: str) -> list[tuple[int, int, float, bool]]:
        """Return every reading: length and kind of the stem, cost of the suffixes, negation."""
        last = len(text)
        readings = [(last, NOUN, 0.0, False), (last, VERB, BARE_VERB_COST, False)]
        ends = [(last, 0.0, False)]
        for cut, entries in self._tails(self.nouns, text, last):
            for cost, negates in self._costs(entries, text, cut):
                readings.append((cut, NOUN, cost, negates))
                ends.append((cut, cost, negates))
        for end, noun_cost, noun_negates in ends:
            for cut, entries in self._tails(self.verbs, text, end):
                for cost, negates in self._costs(entries, text, cut, end < last):
                    readings.append((cut, VERB, cost + noun_cost, negates or noun_negates))
        return readings

    def _tails(self, table: SuffixTable, text: str, end: int) -> Iterator[tuple[int, Entries]]:
        """Yield the chains that end at `end` and where they begin; the stem keeps two letters."""
        for cut in range(end - 1, 1, -1):
            self.lookups += 1
            entries = table.get(text[cut:end])
            if entries is None:  # no chain ends so, and no longer one does
                return
            if entries:
                yield cut, entries

    def _costs(
        self, entries: Entries, text: str, cut: int, nominal: bool = False
    ) -> list[tuple[float, bool]]:
        """Return the costs of a chain that may follow text[:cut] (and behaves as a noun)."""
        sound = self.classes.get(text[cut - 1], ANY_CLASS)
        side = harmony_after(text[:cut], BOTH) if self.harmony else BOTH
        return [
            (cost, negates)
            for classes, harmony, cost, as_noun, negates in entries
            if classes & sound and harmony & side and (as_noun or not nominal)
        ]

    def _stem_cost(self, stem: str) -> float:
        """Return what a stem that is not in the lists costs beside its letters."""
        if VOWELS.isdisjoint(stem):
            return NO_VOWEL_COST
        cost = SHORT_STEM_COST if len(stem) < 3 else 0.0
        return cost + RARE_FINAL_COST if self._has_rare_final(stem) else cost

    def _has_rare_final(self, stem: str) -> bool:
        before, last = stem[-2:-1], stem[-1]
        if not before or last in VOWELS or before in VOWELS:
            return False
        return before not in self.pairs.get(last, "")


def spell_out(word: str) -> str:
    """Return a word with я and ю as two sounds, since a suffix may begin between: қоя, қой+а."""
    return word if _NEEDS_SPELLING_OUT.isdisjoint(word) else word.translate(SPELLED_OUT) or word


def normalize_stem(stem: str, weak: str = "ыі") -> str:
    """Return one spelling of a stem: last sound hard, no final ы/і, no fleeting vowel (орны)."""
    if len(stem) > 2 and stem[-1] in weak and stem[-2] not in VOWELS:
        stem = stem[:-1]
    if len(stem) > 2 and stem[-1] in HARDENED:
        stem = stem[:-1] + HARDENED[stem[-1]]
    if len(stem) > 3 and stem[-2] in weak and _has_fleeting_vowel(stem):
        stem = stem[:-2] + stem[-1]
    return stem


def _has_fleeting_vowel(stem: str) -> bool:
    return (
        stem[-1] not in VOWELS
        and stem[-3] not in VOWELS
        and any(letter in VOWELS for letter in stem[:-3])
    )


def stem_variants(stem: str, kind: int) -> Iterator[str]:
    """Yield a known stem as it stands before suffixes: кітап, кітаб-; орын, орн-; оқы, оқ(у)."""
    shapes = [stem]
    if len(stem) > 3 and stem[-2] in "ыі" and _has_fleeting_vowel(stem) and kind == NOUN:
        shapes.append(stem[:-2] + stem[-1])
    if len(stem) > 2 and stem[-1] in "ыі" and kind == VERB:
        shapes.append(stem[:-1])
    if len(stem) > 2 and stem[-1] == "п" and stem[-2] in VOWELS and kind == VERB:
        shapes.append(stem[:-1] + "у")
    for shape in shapes:
        yield shape
        if shape[-1] in SOFTENED:
            yield shape[:-1] + SOFTENED[shape[-1]]


def _known(spell: Callable[[str], str]) -> dict[int, dict[str, str]]:
    known: dict[int, dict[str, str]] = {NOUN: {}, VERB: {}}
    stems = [(kind, spell_out(word)) for kind, word in known_stems()]
    for kind, stem in stems:
        known[kind][spell(stem)] = spell(stem)
    for kind, stem in stems:
        for shape in stem_variants(stem, kind):
            known[kind].setdefault(spell(shape), spell(stem))
    return known


@lru_cache(maxsize=1)
def _chains() -> tuple[list[SuffixChain], list[SuffixChain]]:
    nouns = build_chains(NOUN_SUFFIXES, "stem", MAX_CHAIN)
    return nouns, build_chains(VERB_SUFFIXES, "verb", MAX_CHAIN)


@lru_cache(maxsize=1)
def full_stemmer() -> Stemmer:
    """Return the stemmer for words spelt with all the Kazakh letters."""
    nouns, verbs = _chains()
    tables = build_lookup(nouns), build_lookup(verbs)
    return Stemmer(*tables, _known(str), LETTER_CLASS, True, FINAL_PAIRS)


@lru_cache(maxsize=1)
def folded_stemmer() -> Stemmer:
    """Return the stemmer for folded words: the same suffixes folded, harmony unknown."""
    nouns, verbs = (build_lookup(chains, fold) for chains in _chains())
    pairs: dict[str, str] = {}
    for last, before in FINAL_PAIRS.items():
        pairs[fold(last)] = pairs.get(fold(last), "") + fold(before)
    return Stemmer(nouns, verbs, _known(fold), FOLD_CLASS, False, pairs, "и")
