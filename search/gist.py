"""What a text is about: its telling words, in terms that the index knows.

A citizen writes as the keyboard allows: with Kazakh letters or without, in Latin ones, in Russian
on a Kazakh page. Each word is read in the likeliest way first, and in the next where the index
knows nothing of it.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from search import analysis
from search.analysis.stemming.alphabet import KAZAKH_ONLY
from search.query import synonyms
from search.query.clauses import FOLD, STEM, Leaf

READ = 4000  # letters of a text
TELLING = 16  # words of a text that say what it is about
WAYS = ((STEM, "ru"), (STEM, "en"), (STEM, "kk"), (FOLD, "kk"), (FOLD, "ru"))
Way = tuple[str, str]  # field and language
Vocabulary = Callable[[str, Collection[str]], dict[str, int]]


@dataclass(frozen=True)
class Gist:
    """The weight of each telling word, and of all of them with those that the index lacks."""

    weights: dict[Leaf, float]
    whole: float


def gist(text: str, code: str, vocabulary: Vocabulary, rows: int) -> Gist:
    """The words that say what a text is about: often in it, seldom in the `rows` entries.

    `code` is the language of the page; `vocabulary(field, terms)` tells how often terms stand.
    """
    typed = analysis.words_of(text[:READ])
    words = Counter(filter(_may_tell, typed))
    read = _read(words, _ways(typed, code), vocabulary)
    said: Counter[Leaf] = Counter()
    for word, (leaf, _entries) in read.items():
        said[leaf] += words[word]
    entries = dict(read.values())
    weights = {
        leaf: (1 + math.log(times)) * math.log(1 + rows / entries[leaf])
        for leaf, times in said.items()
    }
    best = sorted(weights, key=lambda leaf: (-weights[leaf], leaf.field, leaf.term))[:TELLING]
    # A word that stands nowhere tells as much as another: the text is about something else.
    strange = min(len(words) - len(read), TELLING)
    whole = sum(weights[leaf] for leaf in best) * (1 + strange / max(len(best), 1))
    return Gist({leaf: weights[leaf] for leaf in best}, whole)


def _may_tell(word: str) -> bool:
    return not (word.isdigit() or analysis.is_little(word))


def _ways(words: Collection[str], code: str) -> list[Way]:
    """How to read the words, the likeliest way first."""
    spoken, certain = analysis.guess(words)
    if not certain:
        spoken = code
    lettered = any(not KAZAKH_ONLY.isdisjoint(word) for word in words)
    # Kazakh without one Kazakh letter was typed without them.
    likely = (FOLD if spoken == "kk" and not lettered else STEM), spoken
    return sorted(WAYS, key=lambda way: way != likely)


def _read(
    words: Collection[str], ways: Iterable[Way], vocabulary: Vocabulary
) -> dict[str, tuple[Leaf, int]]:
    """The term of each word that the index knows, and in how many entries it stands; last, for a
    word that it does not know in any way, of its other names."""
    found: dict[str, tuple[Leaf, int]] = {}
    for field, code in ways:
        left = [word for word in words if word not in found]
        found |= _known({word: _terms(word, field, code) for word in left}, field, vocabulary)
    left = [word for word in words if word not in found][:TELLING]
    return found | _known({word: _other_names(word) for word in left}, STEM, vocabulary)


def _known(
    read: dict[str, set[str]], field: str, vocabulary: Vocabulary
) -> dict[str, tuple[Leaf, int]]:
    entries = vocabulary(field, set().union(*read.values())) if read else {}
    return {
        word: (Leaf(field, best), entries[best])
        for word, own in read.items()
        if (best := max(own & entries.keys(), key=lambda term: (entries[term], term), default=""))
    }


def _terms(word: str, field: str, code: str) -> set[str]:
    return {term for name, term in analysis.match_keys(word, code) if name == field}


def _other_names(word: str) -> set[str]:
    names = (also.name.words for also in synonyms.others(word))
    return {term for words in names if len(words) == 1 for name, term in words[0] if name == STEM}
