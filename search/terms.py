"""The editors' words of the field: one thing, three languages, and what else people call it.

A question that says one of its names is also asked with the others, at less weight. The list is
small and read often, so it is kept in memory and read again when an editor changes it.
"""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db import connection

from core.localtext import CODES

from . import language
from .models import Term

SEED = Path(__file__).with_name("terms.toml")
MOST = 12  # other names one question is asked with
LONGEST_NAME = 5  # words


@dataclass(frozen=True)
class Name:
    """One name of a thing: `words[n]` are the index keys of its n-th word."""

    text: str
    language: str
    words: tuple[frozenset[tuple[str, str]], ...]


@dataclass(frozen=True)
class Also:
    """Another name of something the question says, and the question's words that say it."""

    said: str
    name: Name
    words: tuple[str, ...]


class Thesaurus:
    """Names by the keys of their first word."""

    def __init__(self, things: list[tuple[Name, ...]]):
        self.things = things
        self._first: dict[tuple[str, str], list[tuple[int, Name]]] = defaultdict(list)
        for number, names in enumerate(things):
            for name in names:
                for key in name.words[0]:
                    self._first[key].append((number, name))

    def others(self, words: str) -> list[Also]:
        """The other names of what `words` names, at most MOST."""
        typed = [token.word for token in language.tokens(words)]
        keys = [language.match_keys(word) for word in typed]
        said: dict[int, Name] = {}
        where: dict[int, int] = {}
        for place, own in enumerate(keys):
            for number, name in {pair for key in own for pair in self._first.get(key, ())}:
                longer = number not in said or len(name.words) > len(said[number].words)
                if longer and _stands(name, keys, place):
                    said[number], where[number] = name, place
        found = {
            name.text: Also(
                said[number].text,
                name,
                tuple(typed[where[number] : where[number] + len(said[number].words)]),
            )
            for number in sorted(said, key=lambda number: (-len(said[number].words), number))
            for name in self.things[number]
            if not _within(name, keys)
        }
        return list(found.values())[:MOST]


def _stands(name: Name, keys: list[frozenset], place: int) -> bool:
    following = keys[place : place + len(name.words)]
    return len(following) == len(name.words) and all(
        own & other for own, other in zip(name.words, following, strict=True)
    )


def _within(name: Name, keys: list[frozenset]) -> bool:
    return all(any(own & other for other in keys) for own in name.words)


def others(words: str) -> list[Also]:
    """The other names, by the editors' list as it is now, of what a question names."""
    # In every question: building the query would take longer than asking it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(changed_at) FROM search_term")
        number, changed = cursor.fetchone()
    return _thesaurus(number, changed).others(words)


@lru_cache(maxsize=2)
def _thesaurus(number: int, changed: object) -> Thesaurus:
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
            words = tuple(
                language.match_keys(token.word, code) | language.match_keys(token.word)
                for token in language.tokens(text)
            )
            if 0 < len(words) <= LONGEST_NAME:
                yield Name(" ".join(text.split()), code, words)
