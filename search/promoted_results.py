"""Results that editors put first for a query, whatever form or synonym of its words is typed.

docs/decisions.md says why `wagtail.contrib.search_promotions` is not used.
"""

from functools import lru_cache

from core import page_cache
from core.i18n.localtext import CODES
from search import analysis
from search.analysis.word_match import EXACT, FOLDED, INFLECTED, WordAnalysis
from search.models import Promotion, SearchEntry
from search.query import synonyms
from search.query.request import Query

CACHED_PROMOTIONS = 4096
Phrase = tuple[WordAnalysis, ...]


def find_promoted(query: Query) -> list[SearchEntry]:
    """Return the things put first for a query, each in the reader's language if it has an entry.

    A synonym of a query that has promotions has them too. Later pages and filtered queries have
    none: there one looks for something else.
    """
    if not query.words or query.page > 1 or query.is_filtered:
        return []
    groups = _find_groups(query.words)
    if not groups:
        return []
    entries: dict[str, SearchEntry] = {}
    order = sorted(CODES, key=lambda code: code != query.language)
    for row in SearchEntry.objects.filter(group__in=groups):
        best = entries.get(row.group)
        if best is None or order.index(row.language) < order.index(best.language):
            entries[row.group] = row
    return [entries[group] for group in dict.fromkeys(groups) if group in entries]


def _find_groups(words: str) -> list[str]:
    """Return the promoted groups: for the words as written, then for their forms and synonyms.

    Promotions that match only without Kazakh letters count where there are no others.
    """
    rows = page_cache.kept_value("promotions", _read_promotions)
    if not rows:
        return []
    phrase = _analyze_phrase(words)
    other_names = [
        synonym.name.analyses
        for synonym in synonyms.load_thesaurus().find_names(words)
        if len(synonym.words) == len(phrase)  # the query is that name and nothing else
    ]
    keys = frozenset().union(*(word.keys for name in (phrase, *other_names) for word in name))
    matches = [
        (level, group)
        for promoted_words, group in rows
        if (promoted := _analyze_phrase(promoted_words))
        and not keys.isdisjoint(promoted[0].keys)
        and (level := _match_any_name(phrase, other_names, promoted)) is not None
    ]
    certain = any(level < FOLDED for level, _group in matches)
    matches.sort(key=lambda match: match[0])  # stable: the editors' own order within a level
    return [group for level, group in matches if level < FOLDED or not certain]


def _read_promotions() -> list[tuple[str, str]]:
    return list(Promotion.objects.values_list("words", "entry_group"))


def _match_any_name(phrase: Phrase, other_names: list[Phrase], promoted: Phrase) -> int | None:
    levels = [_match_phrases(phrase, promoted)]
    if any(_match_phrases(name, promoted) in (EXACT, INFLECTED) for name in other_names):
        levels.append(INFLECTED)
    return min((level for level in levels if level is not None), default=None)


@lru_cache(maxsize=CACHED_PROMOTIONS)
def _analyze_phrase(words: str) -> Phrase:
    return tuple(analysis.analyze_word(token.word) for token in analysis.tokenize(words))


def _match_phrases(phrase: Phrase, promoted: Phrase) -> int | None:
    """Return the worst level of the words of two phrases in any order; None if they differ."""
    if len(phrase) != len(promoted) or not phrase:
        return None
    levels = [[one.match(other) for other in promoted] for one in phrase]
    rows = [*levels, *zip(*levels, strict=True)]  # each word of the query and of the promotion
    best = [min(level for level in row if level is not None) for row in rows if {*row} != {None}]
    return max(best) if len(best) == len(rows) else None
