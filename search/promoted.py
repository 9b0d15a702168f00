"""What editors put first for a question, however its words are inflected."""

from core.localtext import CODES

from . import language
from .models import Promotion, SearchEntry
from .query import Query
from .question import LOOSE


def promoted(query: Query) -> list[SearchEntry]:
    """The things put first for exactly this question, in the reader's language where they have it.

    None on later pages and under filters: there one looks for something else.
    """
    if not query.words or query.page > 1 or query.filters or query.since or query.until:
        return []
    asked = _sense(query.words)
    groups = [row.entry_group for row in Promotion.objects.all() if _sense(row.words) == asked]
    found: dict[str, SearchEntry] = {}
    order = sorted(CODES, key=lambda code: code != query.language)
    for row in SearchEntry.objects.filter(group__in=groups):
        best = found.get(row.group)
        if best is None or order.index(row.language) < order.index(best.language):
            found[row.group] = row
    return [found[group] for group in dict.fromkeys(groups) if group in found]


def _sense(words: str) -> frozenset[str]:
    """A question without its order and its endings."""
    stems = (term for term in language.fields(words, "kk")["fold"] if not term.startswith(LOOSE))
    return frozenset(stems) or frozenset(words.lower().split())
