"""How much texts resemble each other: by the spelling of words, and by significant words.

Three uses: entries spelt like a misspelt query (`find_similar_spelling`), published entries like a
citizen's text (`extract_significant_terms`, `score_similarity`), and private texts like another
(`MemoryIndex`), which the public index never holds.
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from search import analysis
from search.analysis.stemming.alphabet import KAZAKH_ONLY
from search.models import SearchEntry
from search.query.clauses import FOLD, STEM, TermClause
from search.query.parser import SPELLING_MARK
from search.query.synonyms import find_synonyms

# --- spelling: DEV as in ranking.py, 0.9008 with these values -----------------------------------
# Of the trigrams of two words; one changed letter in a word of six leaves 0.5. DEV: no effect of
# 0.3 and 0.4, which find more that only looks alike; 0.888 with 0.6.
MIN_SPELLING_SIMILARITY = 0.5
MIN_SHARE_OF_BEST = 0.7  # of the best entry's similarity. DEV: 0.900 with 0.5, 0.897 with 0.9
ENTRY_READ = 3000  # characters of an entry that are compared

# --- significant words --------------------------------------------------------------------------
# Set together on 100 stories of the demo and 35 texts about something else: the right answer comes
# first for 97 in Kazakh, 95 without Kazakh letters, 92 in Latin; 32 of the 35 find nothing.
# tests/search/test_similarity.py holds examples of each.
MIN_WEIGHT_SHARE = 0.2  # of the text's weight that an entry has to share
MIN_EVIDENCE = 1.15  # words shared x share of the weight: of few words nearly all must be shared
MAX_SIGNIFICANT_TERMS = 16
TEXT_READ = 4000  # characters: 3,000 unknown words took 0.75 s before there was a limit

MAX_COMPARED_TERMS = 24  # of a text that is looked up in a MemoryIndex

Reading = tuple[str, str]  # the field and the language a word is read in
Vocabulary = Callable[[str, Collection[str]], dict[str, int]]  # field, terms → document frequency
READINGS = ((STEM, "ru"), (STEM, "en"), (STEM, "kk"), (FOLD, "kk"), (FOLD, "ru"))


def trigram_similarity(one: str, other: str) -> float:
    """Return Dice's coefficient of the trigrams of two words, 0 to 1."""
    return _dice(_trigrams(one), _trigrams(other))


@lru_cache(maxsize=1 << 14)
def _trigrams(word: str) -> frozenset[str]:
    return frozenset(analysis.trigrams(word))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def find_similar_spelling(
    words: Collection[str], entries: Mapping[int, SearchEntry]
) -> dict[int, float]:
    """Return the ids of entries that hold a word spelt much like one of `words`, with 0.4 to 1."""
    typed = [_trigrams(word) for word in words]
    scores = {}
    for pk, row in entries.items():
        own = {_trigrams(token.word) for token in analysis.tokenize(_text_of(row))}
        scores[pk] = max((_dice(a, b) for a in typed for b in own), default=0.0)
    best = max(scores.values(), default=0.0)
    least = max(MIN_SPELLING_SIMILARITY, MIN_SHARE_OF_BEST * best)
    return {pk: score for pk, score in scores.items() if score >= least}


@dataclass(frozen=True)
class SignificantTerms:
    """The weight of each significant term, and of the whole text with its unknown words."""

    weights: dict[TermClause, float]
    total: float


def extract_significant_terms(
    text: str, language: str, vocabulary: Vocabulary, entry_count: int
) -> SignificantTerms:
    """Return the terms that are frequent in a text and rare among `entry_count` entries (tf x idf).

    A citizen writes as the keyboard allows: with Kazakh letters, without, in Latin ones, in Russian
    on a Kazakh page. Each word is read in the likeliest way first and in the next where the index
    knows nothing of it. `language` is the page's; `vocabulary(field, terms)` gives frequencies.
    """
    typed = analysis.extract_words(text[:TEXT_READ])
    words = Counter(word for word in typed if not (word.isdigit() or analysis.is_stopword(word)))
    terms = _find_terms(words, _readings(typed, language), vocabulary)
    times: Counter[TermClause] = Counter()
    for word, (clause, _frequency) in terms.items():
        times[clause] += words[word]
    frequencies = dict(terms.values())
    weights = {
        clause: (1 + math.log(number)) * math.log(1 + entry_count / frequencies[clause])
        for clause, number in times.items()
    }
    best = sorted(weights, key=lambda clause: (-weights[clause], clause.field, clause.term))
    best = best[:MAX_SIGNIFICANT_TERMS]
    # An unknown word weighs as much as a known one: the text is about something else.
    unknown = min(len(words) - len(terms), MAX_SIGNIFICANT_TERMS)
    total = sum(weights[clause] for clause in best) * (1 + unknown / max(len(best), 1))
    return SignificantTerms({clause: weights[clause] for clause in best}, total)


def _readings(words: Collection[str], page_language: str) -> list[Reading]:
    """Return the ways to read the words, the likeliest first."""
    language, certain = analysis.guess_language(words)
    if not certain:
        language = page_language
    has_kazakh_letters = any(not KAZAKH_ONLY.isdisjoint(word) for word in words)
    # Kazakh without one Kazakh letter was typed without them.
    likely = (FOLD if language == "kk" and not has_kazakh_letters else STEM), language
    return sorted(READINGS, key=lambda reading: reading != likely)


def _find_terms(
    words: Collection[str], readings: Iterable[Reading], vocabulary: Vocabulary
) -> dict[str, tuple[TermClause, int]]:
    """Return the term of each known word and its frequency, in the first reading that has one.

    Last, a word that is known in no reading is looked up by its synonyms.
    """
    terms: dict[str, tuple[TermClause, int]] = {}
    for field, code in readings:
        left = [word for word in words if word not in terms]
        terms |= _known_terms({w: _terms_of(w, field, code) for w in left}, field, vocabulary)
    left = [word for word in words if word not in terms][:MAX_SIGNIFICANT_TERMS]
    return terms | _known_terms({word: _synonyms_of(word) for word in left}, STEM, vocabulary)


def _known_terms(
    terms: dict[str, set[str]], field: str, vocabulary: Vocabulary
) -> dict[str, tuple[TermClause, int]]:
    known = vocabulary(field, set().union(*terms.values())) if terms else {}
    return {
        word: (TermClause(field, best), known[best])
        for word, own in terms.items()
        if (best := max(own & known.keys(), key=lambda term: (known[term], term), default=""))
    }


def _terms_of(word: str, field: str, code: str) -> set[str]:
    return {term for name, term in analysis.match_keys(word, code) if name == field}


def _synonyms_of(word: str) -> set[str]:
    names = (synonym.name.words for synonym in find_synonyms(word))
    return {term for words in names if len(words) == 1 for name, term in words[0] if name == STEM}


def score_similarity(
    terms: SignificantTerms, entries: Mapping[int, SearchEntry]
) -> dict[int, float]:
    """Return the ids of entries that share enough of a text's terms, with the share, 0 to 1.

    The title says what an entry is about: what stands only in its text counts half.
    """
    scores = {}
    for pk, row in entries.items():
        shared, share = _shared_terms(terms, _text_of(row), row.language)
        if shared > 1 and share >= MIN_WEIGHT_SHARE and shared * share >= MIN_EVIDENCE:
            scores[pk] = (share + _shared_terms(terms, row.title, row.language)[1]) / 2
    return scores


def _shared_terms(terms: SignificantTerms, text: str, code: str) -> tuple[int, float]:
    """Return how many of the terms a text holds, and their share of the whole weight."""
    read = analysis.fields(text, code)
    own = {field: set(read[field]) for field in (STEM, FOLD)}
    shared = [
        weight for clause, weight in terms.weights.items() if clause.term in own[clause.field]
    ]
    return len(shared), sum(shared) / terms.total if shared else 0.0


def _text_of(row: SearchEntry) -> str:
    return f"{row.title}\n{row.summary}\n{row.body}"[:ENTRY_READ]


@dataclass(frozen=True)
class SimilarText:
    """The key of a text, its similarity from 0 to 1, and the terms shared, heaviest first."""

    key: Hashable
    similarity: float
    shared: tuple[str, ...]


class MemoryIndex:
    """An inverted index of private texts in memory: cosine of tf x idf, some 2,000 texts a second.

        past = MemoryIndex((appeal.pk, appeal.matter, appeal.language) for appeal in closed)
        past.find_similar("Шатыр ағып тұр", "kk", limit=10)

    Nothing of it reaches the public index or a file. Words are compared folded, since citizens type
    with Kazakh letters, without, or in Latin ones.
    """

    def __init__(self, texts: Iterable[tuple[Hashable, str, str]]):
        """`texts`: key, text, language of each."""
        self._keys: list[Hashable] = []
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, (key, text, code) in enumerate(texts):
            self._keys.append(key)
            for term, times in Counter(_folded_terms(text, code)).items():
                self._postings[term].append((number, 1 + math.log(times)))
        self._squares = [0.0] * len(self._keys)
        for term, postings in self._postings.items():
            for number, weight in postings:
                self._squares[number] += (weight * self._rarity(term)) ** 2

    def __len__(self) -> int:
        return len(self._keys)

    def _rarity(self, term: str) -> float:
        return math.log(1 + len(self._keys) / len(self._postings[term]))

    def find_similar(
        self, text: str, language: str | None, *, limit: int, min_similarity: float = 0.0
    ) -> list[SimilarText]:
        """Return the `limit` texts most like `text`, best first, of at least `min_similarity`."""
        own = {
            term: (1 + math.log(times)) * self._rarity(term)
            for term, times in Counter(_folded_terms(text, language)).items()
            if term in self._postings
        }
        heaviest = heapq.nlargest(MAX_COMPARED_TERMS, own, key=lambda term: (own[term], term))
        length = math.sqrt(sum(weight**2 for weight in own.values()))
        scores: dict[int, float] = defaultdict(float)
        shared: dict[int, list[str]] = defaultdict(list)
        for term in heaviest:
            for number, weight in self._postings[term]:
                scores[number] += own[term] * weight * self._rarity(term)
                shared[number].append(term)
        matches = [
            SimilarText(
                self._keys[n], score / (length * math.sqrt(self._squares[n])), tuple(shared[n])
            )
            for n, score in scores.items()
        ]
        best = heapq.nlargest(limit, matches, key=lambda match: (match.similarity, str(match.key)))
        return [match for match in best if match.similarity >= min_similarity]


# Cached while the process lives: the same appeals are compared with every new one.
@lru_cache(maxsize=4096)
def _folded_terms(text: str, code: str | None) -> tuple[str, ...]:
    terms = analysis.fields(text[:TEXT_READ], code)[FOLD]
    return tuple(term for term in terms if not term.startswith(SPELLING_MARK))
