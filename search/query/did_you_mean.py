"""«Did you mean»: a query respelt with the words of the texts that were found.

A word is respelt only into one that is nearly the same: what the portal does not hold is no
misspelling of what it holds.
"""

from collections.abc import Collection, Sequence

from search import analysis
from search.models import SearchEntry
from search.query.parser import Key, ParsedQuery
from search.query.similarity import trigram_similarity

ENTRIES_READ = 5  # the first hits
BODY_READ = 2000  # characters of each
MIN_LENGTH_SECOND_EDIT = 8  # letters of a word in which two may be wrong; in a shorter one, one
OPENING_MARKS = ' «“"(—–-'
NEGATIVE_PREFIXES = ("не", "без", "бес", "un", "non", "dis", "in", "im", "mis")


def suggest_spelling(words: str, parsed: ParsedQuery, entries: Sequence[SearchEntry]) -> str:
    """Return the query as it was probably meant, or "" when it is well spelt.

    `entries` are what it found, best first. A query in the wrong keyboard layout is retyped whole.
    """
    if not (parsed.corrections or parsed.unknown_words):
        return ""
    candidates = list(_common_words(entries[:ENTRIES_READ]))
    if retyped := analysis.retype(words):
        return retyped if entries else ""
    respelt = {
        word: _find_nearest(_with_keys(candidates, keys), word) for word, keys in parsed.corrections
    }
    respelt |= {word: _find_nearest(candidates, word) for word in parsed.unknown_words}
    parts, position = [], 0
    for token in analysis.tokenize(words):
        if respelt.get(token.word):
            parts += [words[position : token.start], respelt[token.word]]
            position = token.end
    return "".join([*parts, words[position:]]) if parts else ""


def _common_words(entries: Sequence[SearchEntry]) -> dict[str, None]:
    """Return the words of the entries without names, which have a capital within a sentence."""
    words: dict[str, None] = {}
    names: set[str] = set()
    for row in entries:
        text = f"{row.title}\n{row.summary}\n{row.body[:BODY_READ]}"
        for token in analysis.tokenize(text):
            before = text[max(token.start - 6, 0) : token.start].rstrip(OPENING_MARKS)
            if not text[token.start].isupper() or before[-1:] in "\n.!?…:":
                words[token.word] = None
            else:
                names.add(token.word)
    return {word: None for word in words if word not in names}


def _with_keys(candidates: Collection[str], keys: frozenset[Key]) -> list[str]:
    return [text for text in candidates if not keys.isdisjoint(analysis.match_keys(text))]


def _find_nearest(candidates: Collection[str], word: str) -> str:
    """Return the candidate spelt nearest to a word, or "" when none is near enough."""
    near = [
        text
        for text in candidates
        if (_is_near(text, word) or _is_form_of_near(text, word)) and not _is_contrary(text, word)
    ]
    return max(near, key=lambda text: (trigram_similarity(text, word), -len(text)), default="")


def _is_near(one: str, other: str) -> bool:
    """Whether one letter differs between two words, or two in long ones; in either alphabet."""
    if one.isascii() != other.isascii():
        one, other = analysis.fold_to_cyrillic(one), analysis.fold_to_cyrillic(other)
    if one == other or other in analysis.edit_candidates(one):
        return True
    return min(len(one), len(other)) >= MIN_LENGTH_SECOND_EDIT and not (
        analysis.edit_candidates(one).isdisjoint(analysis.edit_candidates(other))
    )


def _is_form_of_near(text: str, word: str) -> bool:
    """Whether a Kazakh suffix follows what is near to a word: канарейканың for канарйека."""
    if len(word) < MIN_LENGTH_SECOND_EDIT:
        return False
    return any(
        _is_near(text[:length], word)
        and analysis.is_ending(analysis.fold_to_cyrillic(text[length:]))
        for length in range(len(word) - 1, min(len(word) + 2, len(text)))
    )


def _is_contrary(one: str, other: str) -> bool:
    """Whether one of two words is the other with a negation: unpaid, незаконный, төленбеген."""
    if analysis.analyze_word(one).is_negated != analysis.analyze_word(other).is_negated:
        return True
    return any(
        long.startswith(prefix) and long.removeprefix(prefix)[:3] == short[:3]
        for prefix in NEGATIVE_PREFIXES
        for long, short in ((one, other), (other, one))
    )
