"""How strictly a query matches and how matches rank: every tuned constant with its measurement.

"DEV" is the evaluation set of docs/search.md through the SQLite backend (tests/search/test_dev.py),
"bench" is `make bench`. A constant without a note of its own is a limit of time or memory.
"""

import heapq
import math
from collections.abc import Mapping

from search import analysis
from search.query.clauses import Clause, restrict_to_title
from search.query.parser import ParsedQuery
from search.query.request import Query

LANGUAGES_PER_THING = 3  # entries that one thing has at most

# --- how strictly -------------------------------------------------------------------------------
MIN_MATCHES = 10  # entries; a relaxation that finds fewer gives way to the next
SPELLING_RANKS_BELOW = 200  # entries; among fewer matches spelling has a say in their order

# --- how matches rank ---------------------------------------------------------------------------
SYNONYM_WEIGHT = 0.4  # of a word's weight, for another name of it
OWN_LANGUAGE_BONUS = 0.001  # breaks ties for entries in the reader's language
TIER_BONUS = 1.0  # an entry that holds the words better is that much ahead of the next tier
BM25_K1 = 1.2  # the usual value, as in Lucene and FTS5

# --- how much is looked at ----------------------------------------------------------------------
MAX_RANKED = 600  # entries scored by their words; of more, the likeliest tiers are taken first
MAX_SPELLING_CANDIDATES = 60  # entries whose spelling is compared
MAX_POSTINGS = 12_000  # places of terms that are read to rank one query


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
