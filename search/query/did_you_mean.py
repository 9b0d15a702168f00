"""«Did you mean»: the question with its strange words as the texts that were found write them."""

from collections.abc import Sequence

from search import analysis
from search.models import SearchEntry
from search.query.parser import Key, Question

LOOKED_AT = 5  # of the first things found
CLOSE = 0.5


def meant(words: str, question: Question, found: Sequence[SearchEntry]) -> str:
    """The question as it was probably meant, or "" when it is well written."""
    if not (question.mended or question.strange):
        return ""
    changed: dict[str, str] = {}
    texts = [token.word for row in found[:LOOKED_AT] for token in _tokens(row)]
    for word, keys in question.mended:
        if other := _word_of(texts, keys, word):
            changed[word] = other
    for word in question.strange:
        if other := _nearest(texts, word):
            changed[word] = other
    parts, at = [], 0
    for token in analysis.tokens(words):
        if token.word in changed:
            parts += [words[at : token.start], changed[token.word]]
            at = token.end
    return "".join([*parts, words[at:]]) if parts else ""


def _tokens(row: SearchEntry):
    return analysis.tokens(f"{row.title}\n{row.summary}\n{row.body[:2000]}")


def _word_of(texts: list[str], keys: frozenset[Key], word: str) -> str:
    """The word of the texts that is meant by `keys`, spelt nearest to the one typed."""
    fitting = [
        text for text in dict.fromkeys(texts) if not keys.isdisjoint(analysis.match_keys(text))
    ]
    return max(fitting, key=lambda text: (_share(text, word), -len(text)), default="")


def _nearest(texts: list[str], word: str) -> str:
    best = max(dict.fromkeys(texts), key=lambda text: _share(text, word), default="")
    return best if best and _share(best, word) >= CLOSE else ""


def _share(one: str, other: str) -> float:
    a, b = set(analysis.grams(one)), set(analysis.grams(other))
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
