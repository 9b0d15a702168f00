"""The editors' words of the field: one thing, three languages, and what else people call it.

A question that says one of its names is also asked with the others, at less weight. The list is
small and read often, so it is kept in memory and read again when an editor changes it.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db import connection

from core.i18n.localtext import CODES
from search import analysis
from search.analysis.word_match import Sense
from search.models import Term
from search.query.clauses import STEM

SEED = Path(__file__).with_name("synonyms.toml")
MOST = 12  # other names one question is asked with
LONGEST_NAME = 5  # words


@dataclass(frozen=True, eq=False)
class Name:
    """One name of a thing: `words[n]` are its n-th word's index keys, `senses[n]` what it is."""

    text: str
    language: str
    words: tuple[frozenset[tuple[str, str]], ...]
    senses: tuple[Sense, ...]

    @property
    def can_be_asked(self) -> bool:
        """The index keeps no «not»: asked for қабылдамау, it would answer with қабылдау."""
        return len(self.words) > 1 or not self.senses[0].denies


@dataclass(frozen=True)
class Also:
    """Another name of something the question says, and the question's words that say it."""

    said: str
    name: Name
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Said:
    """A name that the question says: whose, how well its words meet, and where it stands."""

    number: int
    name: Name
    how: tuple[int, ...]
    places: range

    @property
    def order(self) -> tuple[int, int, int]:
        """The name of more words first, then the one that is written so."""
        return -len(self.how), max(self.how), self.number


class Thesaurus:
    """Names by what their first word shares with the words that may be it."""

    def __init__(self, things: list[tuple[Name, ...]]):
        self.things = things
        self._first: dict[tuple[str, str, str], list[tuple[int, Name]]] = defaultdict(list)
        for number, names in enumerate(things):
            for name in names:
                for key in name.senses[0].keys:
                    self._first[key].append((number, name))

    def names(self, words: str) -> list[Also]:
        """Every name of what `words` names."""
        typed = [token.word for token in analysis.tokens(words)]
        return [
            Also(said.name.text, name, tuple(typed[place] for place in said.places))
            for said in self._things([analysis.sense(word) for word in typed])
            for name in self.things[said.number]
        ]

    def others(self, words: str) -> list[Also]:
        """The other names of what `words` names that are worth asking the index, at most MOST."""
        names = self.names(words)
        if not names:
            return []
        keys = [analysis.match_keys(token.word) for token in analysis.tokens(words)]
        found: dict[str, Also] = {}
        for also in names:
            if also.name.can_be_asked and not _within(also.name, keys):
                found.setdefault(also.name.text, also)
        return list(found.values())[:MOST]

    def _things(self, asked: list[Sense]) -> list[_Said]:
        """Every thing that is named, once; a word that is somebody's as it is written is taken
        neither for a form of another word nor for one without its letters."""
        best: dict[int, _Said] = {}
        sure: dict[int, int] = {}
        for each in sorted(self._named(asked), key=lambda each: each.order):
            met = dict(zip(each.places, each.how, strict=True))
            if all(how <= sure.get(place, how) for place, how in met.items()):
                best.setdefault(each.number, each)
                sure |= {place: min(how, sure.get(place, how)) for place, how in met.items()}
        return list(best.values())

    def _named(self, asked: list[Sense]) -> Iterator[_Said]:
        for place, first in enumerate(asked):
            near = (pair for key in first.keys for pair in self._first.get(key, ()))
            for number, name in dict.fromkeys(near):
                places = range(place, place + len(name.senses))
                how = _how(asked[place : places.stop], name)
                if how:
                    yield _Said(number, name, how, places)


def _how(said: list[Sense], name: Name) -> tuple[int, ...]:
    """How each word is the name's; empty unless all of them are."""
    if len(said) != len(name.senses):
        return ()
    met = (one.meets(other) for one, other in zip(said, name.senses, strict=True))
    how = tuple(each for each in met if each is not None)
    return how if len(how) == len(said) else ()


def _within(name: Name, keys: list[frozenset]) -> bool:
    return all(any(own & other for other in keys) for own in name.words)


def thesaurus() -> Thesaurus:
    """The editors' list as it is now."""
    # In every question: building the query would take longer than asking it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(changed_at) FROM search_term")
        number, changed = cursor.fetchone()
    return _read(number, changed)


def others(words: str) -> list[Also]:
    """The other names, by the editors' list as it is now, of what a question names."""
    return thesaurus().others(words)


@lru_cache(maxsize=2)
def _read(number: int, changed: object) -> Thesaurus:
    return Thesaurus([names for term in Term.objects.all() if (names := tuple(_names(term)))])


def plant() -> int:
    """Give a portal that has no words of its own those of the field; returns how many it has."""
    if not Term.objects.exists():
        seed = tomllib.loads(SEED.read_text(encoding="utf-8"))
        Term.objects.bulk_create(
            Term(**{f"{part}_{code}": text for part in row for code, text in row[part].items()})
            for row in seed["term"]
        )
    return Term.objects.count()


def _names(term: Term):
    for code in CODES:
        listed = getattr(term, f"also_{code}").split(",")
        for text in [getattr(term, f"name_{code}"), *listed]:
            words = [token.word for token in analysis.tokens(text)]
            if 0 < len(words) <= LONGEST_NAME:
                yield Name(
                    " ".join(text.split()),
                    code,
                    tuple(_index_keys(w, code) for w in words),
                    tuple(analysis.sense(w, (code,)) for w in words),
                )


def _index_keys(word: str, code: str) -> frozenset[tuple[str, str]]:
    """What a text that says the word holds. Without Kazakh letters "police" would be «полив»."""
    keys = analysis.match_keys(word, code)
    return keys if code != "en" else frozenset(key for key in keys if key[0] == STEM)
