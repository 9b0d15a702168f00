"""What editors put first for a question, however its words are inflected or called."""

from functools import lru_cache

from core.i18n.localtext import CODES
from search import analysis
from search.analysis.word_match import EXACT, FORM, LETTERS, Sense
from search.models import Promotion, SearchEntry
from search.query import synonyms
from search.query.request import Query

KEPT = 4096  # promotions whose words are read once
Senses = tuple[Sense, ...]


def promoted(query: Query) -> list[SearchEntry]:
    """The things put first for exactly this question, in the reader's language where they have it.

    A question that is another name of one that has them has them too: see terms.py.

    None on later pages and under filters: there one looks for something else.
    """
    if not query.words or query.page > 1 or query.filters or query.since or query.until:
        return []
    groups = _groups(query.words)
    if not groups:
        return []
    found: dict[str, SearchEntry] = {}
    order = sorted(CODES, key=lambda code: code != query.language)
    for row in SearchEntry.objects.filter(group__in=groups):
        best = found.get(row.group)
        if best is None or order.index(row.language) < order.index(best.language):
            found[row.group] = row
    return [found[group] for group in dict.fromkeys(groups) if group in found]


def _groups(words: str) -> list[str]:
    """What is put first for a question: for its very words, then for their forms and other names;
    for words without their Kazakh letters where there is nothing else."""
    rows = list(Promotion.objects.values_list("words", "entry_group"))
    if not rows:
        return []
    asked = _senses(words)
    others = [
        also.name.senses
        for also in synonyms.thesaurus().names(words)
        if len(also.words) == len(asked)  # it says nothing but one name
    ]
    near = frozenset().union(*(one.keys for senses in (asked, *others) for one in senses))
    found = [
        (how, group)
        for promotion, group in rows
        if (listed := _senses(promotion))
        and not near.isdisjoint(listed[0].keys)
        and (how := _how(asked, others, listed)) is not None
    ]
    sure = any(how < LETTERS for how, _group in found)
    found.sort(key=lambda pair: pair[0])  # editors' own order within
    return [group for how, group in found if how < LETTERS or not sure]


def _how(asked: Senses, others: list[Senses], listed: Senses) -> int | None:
    how = _same(asked, listed)
    if how in (None, LETTERS) and any(_same(each, listed) in (EXACT, FORM) for each in others):
        return FORM
    return how


@lru_cache(maxsize=KEPT)
def _senses(words: str) -> Senses:
    return tuple(analysis.sense(token.word) for token in analysis.tokens(words))


def _same(asked: Senses, listed: Senses) -> int | None:
    """How these are the same words, in whatever order and with whatever endings: as badly as the
    worst of them; None if they are not."""
    if len(asked) != len(listed) or not asked:
        return None
    met = [[one.meets(other) for other in listed] for one in asked]
    rows = [*met, *zip(*met, strict=True)]  # each word asked and each word listed
    best = [min(how for how in row if how is not None) for row in rows if {*row} != {None}]
    return max(best) if len(best) == len(rows) else None
