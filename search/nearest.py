"""The nearest of texts that nobody may find: kept in memory by who may see them, never indexed.

    past = Nearest((appeal.pk, appeal.matter, appeal.language) for appeal in closed)
    past.to("Шатыр ағып тұр", "kk", limit=10)

The public index knows nothing of them, no file holds them, and they are gone with the process.
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from search import analysis
from search.query.clauses import FOLD
from search.query.parser import LOOSE

READ = 4000  # letters of a text
TELLING = 24  # words of the text that are compared


@dataclass(frozen=True)
class Near:
    """A text's key, its likeness from 0 to 1, and the words it shares, the most telling first."""

    key: Hashable
    likeness: float
    shared: tuple[str, ...]


class Nearest:
    """An inverted index of texts by their words: cosine of tf x idf. Some 2,000 texts a second.

    Citizens wrote all of them, with Kazakh letters, without or in Latin ones: words are folded.
    """

    def __init__(self, texts: Iterable[tuple[Hashable, str, str]]):
        """`texts`: key, text, language of each."""
        self._keys: list[Hashable] = []
        self._stands: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, (key, text, code) in enumerate(texts):
            self._keys.append(key)
            for word, times in Counter(_words(text, code)).items():
                self._stands[word].append((number, 1 + math.log(times)))
        self._lengths = [0.0] * len(self._keys)
        for word, places in self._stands.items():
            for number, weight in places:
                self._lengths[number] += (weight * self._rarity(word)) ** 2

    def __len__(self) -> int:
        return len(self._keys)

    def _rarity(self, word: str) -> float:
        return math.log(1 + len(self._keys) / len(self._stands[word]))

    def to(self, text: str, code: str | None, *, limit: int, least: float = 0.0) -> list[Near]:
        """The `limit` texts most like `text`, best first; none less like it than `least`."""
        own = {
            word: (1 + math.log(times)) * self._rarity(word)
            for word, times in Counter(_words(text, code)).items()
            if word in self._stands
        }
        said = heapq.nlargest(TELLING, own, key=lambda word: (own[word], word))
        length = math.sqrt(sum(weight**2 for weight in own.values()))
        scores: dict[int, float] = defaultdict(float)
        shared: dict[int, list[str]] = defaultdict(list)
        for word in said:
            for number, weight in self._stands[word]:
                scores[number] += own[word] * weight * self._rarity(word)
                shared[number].append(word)
        found = [
            Near(self._keys[n], score / (length * math.sqrt(self._lengths[n])), tuple(shared[n]))
            for n, score in scores.items()
        ]
        best = heapq.nlargest(limit, found, key=lambda near: (near.likeness, str(near.key)))
        return [near for near in best if near.likeness >= least]


# Read once while the process lives: the same appeals are compared with every new one.
@lru_cache(maxsize=4096)
def _words(text: str, code: str | None) -> tuple[str, ...]:
    read = analysis.fields(text[:READ], code)[FOLD]
    return tuple(term for term in read if not term.startswith(LOOSE))
