"""What editors put first for a question, however its words are inflected or called."""

from core.localtext import CODES

from . import language, terms
from .models import Promotion, SearchEntry
from .query import Query
from .question import LOOSE


def promoted(query: Query) -> list[SearchEntry]:
    """The things put first for exactly this question, in the reader's language where they have it.

    A question that is another name of one that has them has them too: see terms.py.

    None on later pages and under filters: there one looks for something else.
    """
    if not query.words or query.page > 1 or query.filters or query.since or query.until:
        return []
    asked = _senses(query.words)
    groups = [row.entry_group for row in Promotion.objects.all() if _sense(row.words) in asked]
    found: dict[str, SearchEntry] = {}
    order = sorted(CODES, key=lambda code: code != query.language)
    for row in SearchEntry.objects.filter(group__in=groups):
        best = found.get(row.group)
        if best is None or order.index(row.language) < order.index(best.language):
            found[row.group] = row
    return [found[group] for group in dict.fromkeys(groups) if group in found]


def _senses(words: str) -> set[frozenset[str]]:
    """The sense of a question, and of its other names when it says nothing but one name."""
    own = _sense(words)
    others = (also.name.text for also in terms.others(words) if _sense(also.said) == own)
    return {own, *map(_sense, others)}


def _sense(words: str) -> frozenset[str]:
    """A question without its order and its endings."""
    stems = (term for term in language.fields(words, "kk")["fold"] if not term.startswith(LOOSE))
    return frozenset(stems) or frozenset(words.lower().split())
