"""The editors' thesaurus: one thing, its names in three languages, and what else people call it.

A query that holds one of the names is also searched with the others, at less weight. The list is
small and read often, so it is kept in memory and read again when an editor changes it.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db.models import Count, Max

from core import page_cache
from core.i18n.localtext import CODES
from search import analysis
from search.analysis.word_match import WordAnalysis
from search.models import Term
from search.query.clauses import STEM

INITIAL_TERMS = Path(__file__).with_name("synonyms.toml")
MAX_SYNONYMS = 12  # of one query
MAX_NAME_WORDS = 5


@dataclass(frozen=True, eq=False)
class TermName:
    """One name of a term: the index keys and the analysis of each of its words."""

    text: str
    language: str
    words: tuple[frozenset[tuple[str, str]], ...]
    analyses: tuple[WordAnalysis, ...]

    @property
    def is_searchable(self) -> bool:
        """Whether the index can be asked for it: for қабылдамау it would answer with қабылдау."""
        return len(self.words) > 1 or not self.analyses[0].is_negated


@dataclass(frozen=True)
class Synonym:
    """Another name of something the query names: the name there, this one, the query's words."""

    used_name: str
    name: TermName
    words: tuple[str, ...]


@dataclass(frozen=True)
class SynonymMatch:
    """A name found in a query: the number of its term, how well each word matches, and where."""

    number: int
    name: TermName
    levels: tuple[int, ...]
    places: range

    @property
    def order(self) -> tuple[int, int, int]:
        """Sort names of more words first, then those that are written so."""
        return -len(self.levels), max(self.levels), self.number


class Thesaurus:
    """The names of all terms, looked up by the keys of their first word."""

    def __init__(self, terms: list[tuple[TermName, ...]]):
        self.terms = terms
        self._by_first_word: dict[tuple[str, str, str], list[tuple[int, TermName]]]
        self._by_first_word = defaultdict(list)
        for number, names in enumerate(terms):
            for name in names:
                for key in name.analyses[0].keys:
                    self._by_first_word[key].append((number, name))

    def find_names(self, words: str) -> list[Synonym]:
        """Return every name of every term that `words` names, also the one used."""
        typed = [token.word for token in analysis.tokenize(words)]
        return [
            Synonym(match.name.text, name, tuple(typed[place] for place in match.places))
            for match in self._best_matches([analysis.analyze_word(word) for word in typed])
            for name in self.terms[match.number]
        ]

    def find_synonyms(self, words: str) -> list[Synonym]:
        """Return at most MAX_SYNONYMS other names that are worth searching."""
        names = self.find_names(words)
        if not names:
            return []
        keys = [analysis.match_keys(token.word) for token in analysis.tokenize(words)]
        synonyms: dict[str, Synonym] = {}
        for synonym in names:
            if synonym.name.is_searchable and not _is_contained(synonym.name, keys):
                synonyms.setdefault(synonym.name.text, synonym)
        return list(synonyms.values())[:MAX_SYNONYMS]

    def _best_matches(self, words: list[WordAnalysis]) -> list[SynonymMatch]:
        """Return the best match of every term that is named.

        A word that is part of a name as it is written is taken neither for a form of another word
        nor for one without its Kazakh letters.
        """
        best: dict[int, SynonymMatch] = {}
        best_level: dict[int, int] = {}
        for match in sorted(self._matches(words), key=lambda match: match.order):
            levels = dict(zip(match.places, match.levels, strict=True))
            if all(level <= best_level.get(place, level) for place, level in levels.items()):
                best.setdefault(match.number, match)
                for place, level in levels.items():
                    best_level[place] = min(level, best_level.get(place, level))
        return list(best.values())

    def _matches(self, words: list[WordAnalysis]) -> Iterator[SynonymMatch]:
        for place, first in enumerate(words):
            near = (pair for key in first.keys for pair in self._by_first_word.get(key, ()))
            for number, name in dict.fromkeys(near):
                places = range(place, place + len(name.analyses))
                levels = _match_levels(words[place : places.stop], name)
                if levels:
                    yield SynonymMatch(number, name, levels, places)


def _match_levels(words: list[WordAnalysis], name: TermName) -> tuple[int, ...]:
    """Return how each word matches the name's; empty unless all of them do."""
    if len(words) != len(name.analyses):
        return ()
    levels = [one.match(other) for one, other in zip(words, name.analyses, strict=True)]
    matched = tuple(level for level in levels if level is not None)
    return matched if len(matched) == len(words) else ()


def _is_contained(name: TermName, keys: list[frozenset]) -> bool:
    return all(any(own & other for other in keys) for own in name.words)


def load_thesaurus() -> Thesaurus:
    """Return the editors' list as it is now."""
    return page_cache.kept_value("thesaurus", lambda: _read_thesaurus(*_read_version()))


def find_synonyms(words: str) -> list[Synonym]:
    """Return the other names, by the editors' list as it is now, of what a query names."""
    return load_thesaurus().find_synonyms(words)


def _read_version() -> tuple[int, object]:
    """Return what tells one state of the list from another."""
    version = Term.objects.aggregate(number=Count("pk"), changed=Max("changed_at"))
    return version["number"], version["changed"]


@lru_cache(maxsize=2)
def _read_thesaurus(number: int, changed: object) -> Thesaurus:
    return Thesaurus([names for term in Term.objects.all() if (names := tuple(_names_of(term)))])


def create_initial_terms() -> int:
    """Fill an empty thesaurus with the terms of the field; return how many terms there are."""
    if not Term.objects.exists():
        initial = tomllib.loads(INITIAL_TERMS.read_text(encoding="utf-8"))
        Term.objects.bulk_create(
            Term(**{f"{part}_{code}": text for part in row for code, text in row[part].items()})
            for row in initial["term"]
        )
    return Term.objects.count()


def _names_of(term: Term) -> Iterator[TermName]:
    for code in CODES:
        other_names = getattr(term, f"also_{code}").split(",")
        for text in [getattr(term, f"name_{code}"), *other_names]:
            words = [token.word for token in analysis.tokenize(text)]
            if 0 < len(words) <= MAX_NAME_WORDS:
                yield TermName(
                    " ".join(text.split()),
                    code,
                    tuple(_index_keys(word, code) for word in words),
                    tuple(analysis.analyze_word(word, (code,)) for word in words),
                )


def _index_keys(word: str, code: str) -> frozenset[tuple[str, str]]:
    """Return the keys of a text with the word. Folded, "police" would be «полив»."""
    keys = analysis.match_keys(word, code)
    return keys if code != "en" else frozenset(key for key in keys if key[0] == STEM)
