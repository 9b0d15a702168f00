"""How much a text resembles a question by its spelling, or another text by its words."""

from collections.abc import Collection, Mapping
from functools import lru_cache

from search import analysis
from search.gist import Gist
from search.models import SearchEntry
from search.query.clauses import FOLD, STEM

READ = 3000  # letters of an entry that are compared
RESEMBLES = 0.4  # of the trigrams of two words; less is chance
OF_BEST = 0.7  # of the best resemblance; less is noise beside it
GRAZED = 0.2  # of the telling words' weight; less is no likeness
ENOUGH = 1.15  # telling words shared, times their share: of few words all must be


def resembling(words: Collection[str], rows: Mapping[int, SearchEntry]) -> dict[int, float]:
    """Rows that hold a word spelt much like one of `words`, by how much: 0.4 to 1."""
    asked = [grams for word in words if (grams := _grams(word))]
    if not asked:
        return {}
    found = {}
    for pk, row in rows.items():
        own = {_grams(token.word) for token in analysis.tokens(_text(row))}
        found[pk] = max((_dice(a, b) for a in asked for b in own), default=0.0)
    enough = max(RESEMBLES, OF_BEST * max(found.values(), default=0.0))
    return {pk: share for pk, share in found.items() if share >= enough}


@lru_cache(maxsize=1 << 14)
def _grams(word: str) -> frozenset[str]:
    return frozenset(analysis.grams(word))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if other else 0.0


def likeness(said: Gist, rows: Mapping[int, SearchEntry]) -> dict[int, float]:
    """Rows that share enough of what a text says, by the share of its weight up to 1.

    A row's title says what it is about: what stands only in its text counts half.
    """
    found = {}
    for pk, row in rows.items():
        words, share = _shared(said, _text(row), row.language)
        if words > 1 and share >= GRAZED and words * share >= ENOUGH:
            _words, title = _shared(said, row.title, row.language)
            found[pk] = (share + title) / 2
    return found


def _shared(said: Gist, text: str, code: str) -> tuple[int, float]:
    """How many of the telling words a text says, and how much of all they are."""
    read = analysis.fields(text, code)
    own = {field: set(read[field]) for field in (STEM, FOLD)}
    shared = [weight for leaf, weight in said.weights.items() if leaf.term in own[leaf.field]]
    return len(shared), sum(shared) / said.whole if shared else 0.0


def _text(row: SearchEntry) -> str:
    return f"{row.title}\n{row.summary}\n{row.body}"[:READ]
