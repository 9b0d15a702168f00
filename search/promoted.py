"""What editors put first for a question, however its words are inflected or called."""

from core.localtext import CODES

from . import language, terms
from .models import Promotion, SearchEntry
from .query import Query

Keys = tuple[frozenset[tuple[str, str]], ...]  # what each word may be matched by


def promoted(query: Query) -> list[SearchEntry]:
    """The things put first for exactly this question, in the reader's language where they have it.

    A question that is another name of one that has them has them too: see terms.py.

    None on later pages and under filters: there one looks for something else.
    """
    if not query.words or query.page > 1 or query.filters or query.since or query.until:
        return []
    asked = _meanings(query.words)
    groups = [
        row.entry_group
        for row in Promotion.objects.all()
        if any(_same(_keys(row.words), meaning) for meaning in asked)
    ]
    found: dict[str, SearchEntry] = {}
    order = sorted(CODES, key=lambda code: code != query.language)
    for row in SearchEntry.objects.filter(group__in=groups):
        best = found.get(row.group)
        if best is None or order.index(row.language) < order.index(best.language):
            found[row.group] = row
    return [found[group] for group in dict.fromkeys(groups) if group in found]


def _meanings(words: str) -> list[Keys]:
    """The keys of a question, and of its other names when it says nothing but one name."""
    own = _keys(words)
    others = (also for also in terms.others(words) if _same(_keys(also.said), own))
    return [own, *(also.name.words for also in others)]


def _keys(words: str) -> Keys:
    return tuple(language.match_keys(token.word) for token in language.tokens(words))


def _same(one: Keys, other: Keys) -> bool:
    """The same words, in whatever order and with whatever endings."""
    return 0 < len(one) == len(other) and _each_meets(one, other) and _each_meets(other, one)


def _each_meets(some: Keys, others: Keys) -> bool:
    return all(any(word & other for other in others) for word in some)
