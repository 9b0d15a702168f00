"""How strictly a query matches and how matches rank: every tuned constant with its measurement.

DEV is the mean nDCG@10 of every third query of the evaluation set (docs/search.md) through SQLite,
taken on 2026-11-28 with 0.9008 for the values below; tests/search/test_evaluation_set.py runs it.
"No effect" is 0.0005 at most. What DEV cannot see is set by the test named.
"""

import heapq
import math
from collections.abc import Mapping

from search import analysis
from search.query.clauses import Clause, iter_terms, restrict_to_title
from search.query.parser import ParsedQuery
from search.query.request import Query

LANGUAGES_PER_THING = 3  # entries that one thing has at most

# --- how strictly -------------------------------------------------------------------------------
# Entries a relaxation has to find, or the next one is taken. DEV: 0.763 with 1, 0.894 with 5, 0.903
# with 20 and 40, which find more entries that hold only one of the words.
MIN_MATCHES = 10
# Entries; among fewer matches spelling takes part in their order. DEV: 0.884 with 0, 0.900 with 50,
# no effect of 1000, a third dearer than 50.
SPELLING_RANKS_BELOW = 200

# --- how matches rank ---------------------------------------------------------------------------
# Of a word's weight, for its synonyms; DEV has none. test_search_admin.py: the word ranks first.
SYNONYM_WEIGHT = 0.4
# Breaks ties for entries in the reader's language; DEV: no effect of 0.
OWN_LANGUAGE_BONUS = 0.001
# What an entry is ahead whose title holds all words of the query; with some of them, by their
# weight. DEV has no titles; test_ranking.py holds the queries that decided.
TITLE_BONUS = 8.0
# What an entry of a better tier is ahead: all words in the title, in the text, some. DEV: no effect
# of 0 and 3; it counts where more than MAX_RANKED match.
TIER_BONUS = 1.0
# Saturation of a term's frequency, as in Lucene and FTS5. DEV: no effect of 0.9 and 1.6.
BM25_K1 = 1.2

# --- how much is read ---------------------------------------------------------------------------
# Entries scored by their words; of more, the best tiers are taken. DEV: 0.878 with 100 (questions
# 0.60 for 0.78), no effect of 300 and 2000. `make bench` shows what more costs.
MAX_RANKED = 600
# Entries whose spelling is compared. DEV: no effect of 20 and 200; a query costs half as much
# again with 200.
MAX_SPELLING_CANDIDATES = 60
# Places of terms read to rank one query. DEV: no effect of 3,000 and 50,000; among 100,000 answers
# a word that every third entry holds cost a tenth of a second (`make bench`).
MAX_POSTINGS = 12_000


def min_matches(query: Query) -> int:
    """Return how many entries a relaxation has to find to be taken.

    Ordered by date one is enough: the best stand nowhere in particular there, so what fits badly
    has to stay out. Filters do not count, or choosing one could find more than its count promised.
    """
    return 1 if query.sort == "date" else MIN_MATCHES


def title_clause(parsed: ParsedQuery, relaxation: Clause | None, query: Query) -> Clause | None:
    """Return the clause that adds entries with one of the words in their title, or None.

    Such an entry is about that word, whatever else was asked. By date it would stand in the way.
    """
    if relaxation is None or relaxation == parsed.relaxations[-1] or query.sort == "date":
        return None
    return restrict_to_title(parsed.relaxations[-1])


def title_bonuses(parsed: ParsedQuery) -> list[tuple[Clause, float]]:
    """Return for each word of the query the clause of titles that hold it, and their bonus.

    Titles are not told apart by negation: a negated word gives none.
    """
    return [
        (clause, TITLE_BONUS * weight)
        for word, weight in parsed.word_weights
        if (clause := restrict_to_title(word)) and not _is_negated(word)
    ]


def _is_negated(word: Clause) -> bool:
    return any(part.term.startswith(analysis.NEGATION_MARK) for part in iter_terms(word))


def ranks_by_spelling(parsed: ParsedQuery, match_count: int) -> bool:
    """Whether the spelling of the words takes part in the order of `match_count` matches.

    It does when words were not known, or when the matches are so few that asking is cheap.
    """
    uncertain = bool(parsed.corrections or parsed.unknown_words)
    return match_count < SPELLING_RANKS_BELOW or uncertain


def inverse_document_frequency(entry_count: int, matching: int) -> float:
    """Return bm25's rarity of a term that `matching` of `entry_count` entries hold, at least 0.

    The two counts may be a moment apart: then `matching` may exceed `entry_count`.
    """
    rest = max(entry_count, matching) - matching
    return max(math.log((rest + 0.5) / (matching + 0.5)), 0.0)


def bm25_weight(field: str, entry_count: int, matching: int) -> float:
    """Return bm25's score of a term that stands once in a text, whatever the text's length."""
    weight = analysis.WEIGHTS[field]
    saturated = weight * (BM25_K1 + 1) / (weight + BM25_K1)
    return inverse_document_frequency(entry_count, matching) * saturated


def top_ids(scores: Mapping[int, float], number: int) -> list[int]:
    """Return the `number` ids with the highest scores, best first; equal ones by id."""
    return heapq.nsmallest(number, scores, key=lambda pk: (-scores[pk], pk))
