"""A question read for the index: its words' terms, mended where unknown, and their other names."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from . import language, terms
from .language.entries import heads
from .match import FOLD, GRAM, HEAD, Leaf, Match, anyone, every

WORD_FIELDS = tuple(name for name in language.WEIGHTS if name != GRAM)
MOST_WORDS = 32  # of one question
LOOSE = "_"  # how the terms begin that only say how a word looks: its first letters, its grams
Vocabulary = Callable[[str, Collection[str]], dict[str, int]]
Key = tuple[str, str]


@dataclass(frozen=True)
class Question:
    """`any` and `all` its words, by their own terms; `also` by other names of what it says."""

    words: tuple[str, ...]
    any: Match | None
    all: Match | None
    also: Match | None
    names: tuple[terms.Also, ...]
    keys: frozenset[Key]  # what a word of a text shares with the question, mended terms and all
    strange: tuple[str, ...]  # words that nothing in the index resembles within one edit
    mended: tuple[tuple[str, frozenset[Key]], ...]  # words taken for others, and for which
    looks: tuple[Leaf, ...]  # how its words look: their grams and first letters


def ask(words: str, vocabulary: Vocabulary) -> Question:
    """Read a question; `vocabulary(field, terms)` says which terms are known and how often."""
    clauses: list[Match | None] = []
    keys: set[Key] = set()
    strange: list[str] = []
    mended: list[tuple[str, frozenset[Key]]] = []
    typed = list(dict.fromkeys(token.word for token in language.tokens(words)))[:MOST_WORDS]
    for word, own in _read(words, typed):
        known, repaired = _mend(own, vocabulary)
        if not known and repaired:
            mended.append((word, frozenset(repaired)))
        elif not known:
            strange.append(word)
        chosen = known | repaired or own
        keys |= chosen
        clauses.append(anyone(Leaf(field, term) for field, term in sorted(chosen)))
    names = tuple(terms.others(words))
    return Question(
        tuple(typed),
        anyone(clauses),
        every(clauses),
        anyone(_phrase(each.name) for each in names),
        names,
        frozenset(keys),
        tuple(strange),
        tuple(mended),
        tuple(sorted(_looks(words), key=lambda leaf: (leaf.field, leaf.term))),
    )


def _read(words: str, typed: list[str]) -> list[tuple[str, set[Key]]]:
    """Each word with its terms in every language it may be in.

    A word of the wrong keyboard layout is known only from the whole question, so its terms join the
    word that stands in its place: the only one, or else all of them together as one more.
    """
    read = [(word, _terms(word)) for word in typed]
    seen = set().union(*(own for _word, own in read)) if read else set()
    if extra := _terms(words) - seen:
        if len(read) == 1:
            read[0][1].update(extra)
        else:
            read.append((words, extra))
    return [(word, own) for word, own in read if own]


def _terms(text: str) -> set[Key]:
    found: set[Key] = set()
    for code in _spoken(text):
        read = language.fields(text, code)
        found |= {
            (name, term)
            for name in WORD_FIELDS
            for term in read.get(name, ())
            if not term.startswith(LOOSE)
        }
    return found


def _looks(words: str) -> set[Leaf]:
    read = [language.fields(words, code) for code in _spoken(words)]
    grams = {Leaf(GRAM, term) for each in read for term in each.get(GRAM, ())}
    heads = {Leaf(FOLD, term) for each in read for term in each[FOLD] if term.startswith(LOOSE)}
    return grams | heads


def _spoken(words: str) -> tuple[str, ...]:
    cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in words)
    latin = any("a" <= letter <= "z" for letter in words.lower())
    return (("kk", "ru") if cyrillic or not latin else ()) + (("kk", "en") if latin else ())


def _mend(own: set[Key], vocabulary: Vocabulary) -> tuple[set[Key], set[Key]]:
    """The terms of a word that are known; and, where a field knows none, known ones near them."""
    known: set[Key] = set()
    repaired: set[Key] = set()
    for name in WORD_FIELDS:
        wanted = {term for field, term in own if field == name}
        if found := vocabulary(name, wanted) if wanted else {}:
            known |= {(name, term) for term in found}
            continue
        mended = language.repair_with(wanted, partial(vocabulary, name))
        repaired |= {(name, term) for term in mended if term not in wanted}
    return known, repaired


def _phrase(name: terms.Name) -> Match | None:
    return every(anyone(Leaf(*key) for key in sorted(own)) for own in name.words)


def begun(words: str) -> Match | None:
    """Titles that hold every word typed so far, the last of which may be half typed."""
    typed = [token.word for token in language.tokens(words)][:MOST_WORDS]
    if not typed:
        return None
    parts = [
        anyone(Leaf(HEAD, form, place == len(typed) - 1) for form in heads(word))
        for place, word in enumerate(typed)
    ]
    return every(parts)
