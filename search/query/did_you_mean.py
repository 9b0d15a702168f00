"""«Did you mean»: a query respelt with the words of the texts that were found."""

from collections.abc import Collection, Iterator, Sequence

from search import analysis
from search.models import SearchEntry
from search.query.parser import Key, ParsedQuery
from search.query.similarity import trigram_similarity

ENTRIES_READ = 5  # the first hits
BODY_READ = 2000  # characters of each
MIN_SIMILARITY = 0.5  # of trigrams: one changed letter in a word of six leaves 3 of 6


def suggest_spelling(words: str, parsed: ParsedQuery, entries: Sequence[SearchEntry]) -> str:
    """Return the query as it was probably meant, or "" when it is well spelt.

    `entries` are what it found, best first.
    """
    if not (parsed.corrections or parsed.unknown_words):
        return ""
    candidates = list(dict.fromkeys(_words_of(entries[:ENTRIES_READ])))
    respelt = {word: _find_meant(candidates, keys, word) for word, keys in parsed.corrections}
    respelt |= {word: _find_nearest(candidates, word) for word in parsed.unknown_words}
    parts, position = [], 0
    for token in analysis.tokenize(words):
        if respelt.get(token.word):
            parts += [words[position : token.start], respelt[token.word]]
            position = token.end
    return "".join([*parts, words[position:]]) if parts else ""


def _words_of(entries: Sequence[SearchEntry]) -> Iterator[str]:
    for row in entries:
        text = f"{row.title}\n{row.summary}\n{row.body[:BODY_READ]}"
        yield from (token.word for token in analysis.tokenize(text))


def _find_meant(candidates: Collection[str], keys: frozenset[Key], word: str) -> str:
    """Return the candidate that shares `keys` and is spelt nearest to `word`, else ""."""
    fitting = [text for text in candidates if not keys.isdisjoint(analysis.match_keys(text))]
    return max(fitting, key=lambda text: (trigram_similarity(text, word), -len(text)), default="")


def _find_nearest(candidates: Collection[str], word: str) -> str:
    nearest = max(candidates, key=lambda text: trigram_similarity(text, word), default="")
    return nearest if nearest and trigram_similarity(nearest, word) >= MIN_SIMILARITY else ""
