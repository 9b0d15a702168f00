"""The Kazakh stemmer: the cheapest legal way to take a word apart.

Every legal chain of endings that the word could bear is tried; each leaves a stem. A reading costs
the letters of its stem plus the prices of its endings; known stems are cheaper, stems that Kazakh
does not build are dearer. A tail that ends no chain stops the search, and words are cut at
`MAX_LETTERS`, so the work is linear in the text. See docs/kazakh-morphology.md.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from search.analysis.folding import fold
from search.analysis.stemming.alphabet import ANY_CLASS, BOTH, LETTER_CLASS, VOWELS
from search.analysis.stemming.stems import NOUN, VERB, known_stems
from search.analysis.stemming.suffix_chains import Chain, chains, harmony_after, lookup
from search.analysis.stemming.suffixes import NOUN_ROWS, VERB_ROWS

MAX_LETTERS = 40
LONGEST_CHAIN = 6  # endings of one word

SPELL_OUT = str.maketrans({"я": "йа", "ю": "йу", "ё": "е", "ь": "", "щ": "ш"})
SOFTENED = {"п": "б", "к": "г", "қ": "ғ"}  # кітап: кітабы, аймақ: аймағы
_SPELT = frozenset("яюёьщ")
HARDENED = {soft: hard for hard, soft in SOFTENED.items()}
FOLD_CLASS = LETTER_CLASS | {
    "и": LETTER_CLASS["ы"] | LETTER_CLASS["й"],
    "г": LETTER_CLASS["г"] | LETTER_CLASS["ғ"],
}

# What a stem costs beside its letters.
SHORT_STEM = 1.5  # two letters and not known
NO_VOWEL = 100.0
STRANGE_END = 3.0  # ends as no Kazakh word does (тұрғ-)
KNOWN_SHORT = 1.6  # two letters, though known
BARE_VERB = 1.2  # a verb without an ending is an order: жол+да before жолда!
STABLE_KEPT = 1 << 15

Entries = tuple[tuple[int, int, float, bool, bool], ...]
Readings = Mapping[str, Entries]

# Consonants that may close a word after another consonant; everything else is strange.
FINAL_PAIRS = {
    "т": "рлнйуисшпкқхңф",
    "с": "рлнйуикқпт",
    "ш": "рлнйуи",
    "п": "рлмйуис",
    "к": "рлнйуисңзт",
    "қ": "рлнйуисңзт",
    "д": "рлнйуи",
    "н": "рлйуит",
    "м": "рлйуис",
    "л": "йуир",
    "р": "йуит",
    "з": "рлнйуи",
    "ж": "рлнйуи",
    "б": "рлмйуи",
    "г": "рлнйуи",
    "ғ": "йуир",
    "ң": "йуи",
    "в": "рлйуи",
    "ф": "рлйуи",
    "х": "рлйуи",
    "ц": "рлнйуи",
    "ч": "рлнйуи",
}


@dataclass
class Stemmer:
    """Tables for one alphabet: the full one or the folded one."""

    nouns: Readings
    verbs: Readings
    known: Mapping[int, Mapping[str, str]]
    classes: Mapping[str, int]
    harmony: bool
    pairs: Mapping[str, str]
    weak: str = "ыі"
    steps: int = field(default=0, compare=False)  # look-ups so far; tests count them
    _stable: dict[str, bool] = field(default_factory=dict, compare=False)

    def stem(self, word: str) -> str:
        """The stem of a lower-case word, never empty; the stem of a stem is itself."""
        return self.read(word)[0]

    def read(self, word: str) -> tuple[str, bool]:
        """The stem of a word, and whether its endings deny it: қабылда+ма+у, жұмыс+сыз.

        Of the readings, cheapest first, the first counts whose stem would stay as it is.
        """
        text = word[:MAX_LETTERS]
        costs: dict[tuple[str, bool], float] = {}
        denied: dict[tuple[str, bool], bool] = {}
        for length, kind, price, denies in self._readings(text):
            shape = text[:length]
            lemma = self.known[kind].get(shape)
            if lemma:  # its letters are free, but two of them prove little
                reading, price = (lemma, True), price + (KNOWN_SHORT if length < 3 else 0.0)
            else:
                reading = canonical(shape, self.weak), False
                price += length + self._stem_price(shape)
            if price < costs.get(reading, price + 1):
                costs[reading], denied[reading] = price, denies
        for reading in sorted(costs, key=costs.__getitem__) if len(costs) > 1 else costs:
            stem, certain = reading
            if certain or stem == text or self.stable(stem):
                return stem, denied[reading]
        return text, False

    def stable(self, stem: str) -> bool:
        """Whether the stem of `stem` is itself."""
        known = self._stable.get(stem)
        if known is None:
            if len(self._stable) > STABLE_KEPT:
                self._stable.clear()
            known = self._stable[stem] = self.stem(stem) == stem
        return known

    def _readings(self, text: str) -> list[tuple[int, int, float, bool]]:
        """Of every reading: letters of the stem, its kind, price of the endings, are they a no."""
        last = len(text)
        found = [(last, NOUN, 0.0, False), (last, VERB, BARE_VERB, False)]
        ends = [(last, 0.0, False)]
        for cut, entries in self._tails(self.nouns, text, last):
            for price, denies in self._prices(entries, text, cut):
                found.append((cut, NOUN, price, denies))
                ends.append((cut, price, denies))
        for end, paid, no in ends:
            for cut, entries in self._tails(self.verbs, text, end):
                for price, denies in self._prices(entries, text, cut, end < last):
                    found.append((cut, VERB, price + paid, denies or no))
        return found

    def _tails(self, table: Readings, text: str, end: int) -> Iterator[tuple[int, Entries]]:
        """Chains that end at `end`, with the place where they begin; the stem keeps two letters."""
        for cut in range(end - 1, 1, -1):
            self.steps += 1
            entries = table.get(text[cut:end])
            if entries is None:  # no chain ends so: none that is longer does
                return
            if entries:
                yield cut, entries

    def _prices(
        self, entries: Entries, text: str, cut: int, nominal: bool = False
    ) -> list[tuple[float, bool]]:
        """Prices of a chain where it may stand after text[:cut] (and behave as a noun)."""
        sound = self.classes.get(text[cut - 1], ANY_CLASS)
        side = harmony_after(text[:cut], BOTH) if self.harmony else BOTH
        return [
            (price, denies)
            for classes, harmony, price, as_noun, denies in entries
            if classes & sound and harmony & side and (as_noun or not nominal)
        ]

    def _stem_price(self, stem: str) -> float:
        """What a stem that is not in the lists costs beside its letters."""
        if VOWELS.isdisjoint(stem):
            return NO_VOWEL
        price = SHORT_STEM if len(stem) < 3 else 0.0
        return price + STRANGE_END if self._strange(stem) else price

    def _strange(self, stem: str) -> bool:
        before, last = stem[-2:-1], stem[-1]
        if not before or last in VOWELS or before in VOWELS:
            return False
        return before not in self.pairs.get(last, "")


def spell_out(word: str) -> str:
    """A word with я and ю as two sounds, so that an ending may begin between: қоя, қой+а."""
    return word if _SPELT.isdisjoint(word) else word.translate(SPELL_OUT) or word


def canonical(stem: str, weak: str = "ыі") -> str:
    """One spelling for a stem: hard final sound, no final ы/і, no fleeting vowel (орын, орны)."""
    if len(stem) > 2 and stem[-1] in weak and stem[-2] not in VOWELS:
        stem = stem[:-1]
    if len(stem) > 2 and stem[-1] in HARDENED:
        stem = stem[:-1] + HARDENED[stem[-1]]
    if len(stem) > 3 and stem[-2] in weak and _fleeting(stem):
        stem = stem[:-2] + stem[-1]
    return stem


def _fleeting(stem: str) -> bool:
    return (
        stem[-1] not in VOWELS
        and stem[-3] not in VOWELS
        and any(letter in VOWELS for letter in stem[:-3])
    )


def surfaces(stem: str, kind: int) -> Iterator[str]:
    """A known stem before endings: кітап, кітаб-; орын, орн-; оқы, оқ(у); тап, тау(ып)."""
    shapes = [stem]
    if len(stem) > 3 and stem[-2] in "ыі" and _fleeting(stem) and kind == NOUN:
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
        for shape in surfaces(stem, kind):
            known[kind].setdefault(spell(shape), spell(stem))
    return known


@lru_cache(maxsize=1)
def _chains() -> tuple[list[Chain], list[Chain]]:
    return chains(NOUN_ROWS, "stem", LONGEST_CHAIN), chains(VERB_ROWS, "verb", LONGEST_CHAIN)


@lru_cache(maxsize=1)
def full() -> Stemmer:
    """The stemmer for words spelt with all the Kazakh letters."""
    nouns, verbs = _chains()
    return Stemmer(lookup(nouns), lookup(verbs), _known(str), LETTER_CLASS, True, FINAL_PAIRS)


@lru_cache(maxsize=1)
def folded() -> Stemmer:
    """Its twin for folded words: the same endings folded, harmony unknown."""
    nouns, verbs = (lookup(found, fold) for found in _chains())
    pairs: dict[str, str] = {}
    for last, before in FINAL_PAIRS.items():
        pairs[fold(last)] = pairs.get(fold(last), "") + fold(before)
    return Stemmer(nouns, verbs, _known(fold), FOLD_CLASS, False, pairs, "и")
